/** This machine as a host behind SSH, on a port of loopback, for one key; gone at the end. */
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { runScript } from "../lab/shell.ts";
import { freePort } from "./image-kit.ts";

export interface SshHost extends AsyncDisposable {
  /** For `docker.host`. */
  address: string;
  /** Put before PATH: its `ssh` knows the host, and the key unless it is given. */
  programs: string;
  /** The private key that it lets in. */
  key: string;
}

const daemon = "/usr/sbin/sshd";

export async function startSshHost({ knowsKey = true } = {}): Promise<SshHost> {
  if (!existsSync(daemon)) await runScript("install.sh", "openssh-server");
  mkdirSync("/run/sshd", { recursive: true });
  const folder = mkdtempSync(join(tmpdir(), "andamio-ssh-"));
  const at = (name: string) => join(folder, name);
  for (const key of ["host", "user"]) {
    execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", at(key)]);
  }
  const port = await freePort();
  writeFileSync(at("authorized"), readFileSync(at("user.pub")), { mode: 0o600 });
  writeFileSync(at("known"), `[127.0.0.1]:${port} ${readFileSync(at("host.pub"), "utf8")}`);
  const identity = knowsKey ? `IdentityFile ${at("user")}\nIdentitiesOnly yes` : "IdentityFile none";
  writeFileSync(at("client"), `${identity}\nUserKnownHostsFile ${at("known")}\n`);
  mkdirSync(at("bin"));
  writeFileSync(at("bin/ssh"), `#!/bin/sh\nexec /usr/bin/ssh -F ${at("client")} "$@"\n`);
  chmodSync(at("bin/ssh"), 0o755);
  const settings = {
    ListenAddress: `127.0.0.1:${port}`,
    HostKey: at("host"),
    AuthorizedKeysFile: at("authorized"),
    PermitRootLogin: "prohibit-password",
    PasswordAuthentication: "no",
    StrictModes: "no",
    UsePAM: "no",
    PidFile: "none",
  };
  const words = Object.entries(settings).flatMap(([name, value]) => ["-o", `${name}=${value}`]);
  const server = spawn(daemon, ["-D", "-f", "/dev/null", ...words], { stdio: "ignore" });
  while (!(await answers(port)) && server.exitCode === null) await sleep(50);
  return {
    address: `ssh://${userInfo().username}@127.0.0.1:${port}`,
    programs: at("bin"),
    key: readFileSync(at("user"), "utf8"),
    async [Symbol.asyncDispose]() {
      const ended = once(server, "exit");
      server.kill();
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function answers(port: number): Promise<boolean> {
  const socket = connect(port, "127.0.0.1");
  const outcome = await Promise.race([
    once(socket, "connect").then(() => true),
    once(socket, "error").then(() => false),
  ]).catch(() => false);
  socket.destroy();
  return outcome;
}
