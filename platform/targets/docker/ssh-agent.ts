/**
 * Reaches a daemon behind SSH as Docker's own program does: by the user's `ssh`, with its keys, its
 * settings and the hosts that it knows.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { Agent } from "node:http";
import type { Socket } from "node:net";
import { Duplex, PassThrough } from "node:stream";

/** Of an error that says what `ssh` said. */
export const sshFault = "ESSH";

const options = ["-o", "BatchMode=yes", "-o", "ConnectTimeout=10"];

/** Connections are kept: each costs a handshake. */
export function openSshAgent(address: URL): Agent {
  const agent = new Agent({ keepAlive: true, maxSockets: 8 });
  agent.createConnection = () => connect(address);
  return agent;
}

function connect({ hostname, port, username }: URL): Duplex {
  const to = username === "" ? hostname : `${decodeURIComponent(username)}@${hostname}`;
  const words = [...options, ...(port === "" ? [] : ["-p", port]), "--", to];
  const child = spawn("ssh", [...words, "docker", "system", "dial-stdio"]);
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (said += text));
  // what ssh says of its end comes before the end of what came through it
  const [input, output] = [new PassThrough(), new PassThrough()];
  input.pipe(child.stdin).on("error", () => undefined);
  child.stdout.pipe(output, { end: false });
  const socket = Duplex.from({ readable: output, writable: input });
  const fail = (message: string) => {
    socket.destroy(Object.assign(new Error(message), { code: sshFault }));
  };
  child.on("error", ({ message }) => fail(message));
  child.on("close", (code) => {
    if (code === 0) output.end();
    else fail(said.trim().split("\n").at(-1) || `ssh ended with code ${code}`);
  });
  socket.on("close", () => child.kill());
  return Object.assign(socket, likeSocket(child));
}

/** What an agent asks of its sockets: one that nobody uses keeps no program alive. */
function likeSocket(child: ChildProcess): Partial<Socket> {
  const pipes = [child.stdin, child.stdout, child.stderr] as unknown as Socket[];
  const hold = (how: "ref" | "unref") =>
    function (this: unknown) {
      for (const one of [child, ...pipes]) one[how]();
      return this as Socket;
    };
  const nothing = function (this: unknown) {
    return this as Socket;
  };
  return {
    ...{ ref: hold("ref"), unref: hold("unref") },
    ...{ setKeepAlive: nothing, setNoDelay: nothing, setTimeout: nothing },
  };
}
