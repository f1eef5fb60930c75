/** Runs a command with the program and the variables of a component, or its own once more. */
import type Docker from "dockerode";

import { PlatformError } from "../../errors.ts";
import type { Streams } from "../operations.ts";
import { type Found, listContainers, removeContainer } from "./containers.ts";
import { label } from "./names.ts";
import { schedulerCommand } from "./schedule.ts";
import { openState, readAccepted } from "./state.ts";

/** Gives the exit code. Runs beside its program, in the same container. */
export async function runCommand(
  docker: Docker,
  environment: string,
  component: string,
  command: readonly string[],
  streams: Streams,
): Promise<number> {
  const one = await findContainer(docker, environment, component);
  if (one.kind === "job") return runAnew(docker, one, streams, command);
  return runInside(docker, one.id, command, streams);
}

/** A CronJob in its scheduler's container, with its limits; a Job in a container of its own. */
export async function runOnce(
  docker: Docker,
  environment: string,
  component: string,
  streams: Streams,
): Promise<number> {
  const one = await findContainer(docker, environment, component);
  if (one.kind === "job") return runAnew(docker, one, streams);
  return runInside(docker, one.id, [...schedulerCommand, "once"], streams);
}

async function findContainer(
  docker: Docker,
  environment: string,
  component: string,
): Promise<Found> {
  const found = (await listContainers(docker, environment)).filter(
    (one) => one.component === component && one.unit === component,
  );
  const job = found.findLast(({ kind }) => kind === "job");
  if (job) return job;
  const accepted = await readAccepted(openState(docker, environment), component);
  const serving = found.find(({ id, running }) => running && accepted.includes(id));
  if (serving) return serving;
  throw new PlatformError("not_running", `${component} has no running program`, {
    hint: `andamio up ${environment}`,
  });
}

async function runInside(
  docker: Docker,
  id: string,
  command: readonly string[],
  streams: Streams,
): Promise<number> {
  const tty = isTerminal(streams);
  const exec = await docker.getContainer(id).exec({
    Cmd: [...command],
    AttachStdin: true,
    AttachStdout: true,
    AttachStderr: true,
    Tty: tty,
  });
  const stream = await exec.start({ hijack: true, stdin: true, Tty: tty });
  await connect(docker, stream, streams, tty);
  return (await exec.inspect()).ExitCode ?? 1;
}

/** A copy of the Job's container, which goes when it has ended. */
async function runAnew(
  docker: Docker,
  { id, name, component }: Found,
  streams: Streams,
  command?: readonly string[],
): Promise<number> {
  const tty = isTerminal(streams);
  const { Config, HostConfig } = await docker.getContainer(id).inspect();
  const { [label.unit]: _unit, [label.key]: _key, ...labels } = Config.Labels;
  const copy = await docker.createContainer({
    ...Config,
    ...(command && { Entrypoint: [command[0]!], Cmd: command.slice(1) }),
    name: `${name}-run-${Date.now().toString(36)}`,
    Labels: { ...labels, [label.unit]: `${component}.run` },
    HostConfig,
    OpenStdin: true,
    StdinOnce: true,
    AttachStdin: true,
    Tty: tty,
  } as Docker.ContainerCreateOptions);
  try {
    const all = { stdin: true, stdout: true, stderr: true };
    const stream = await copy.attach({ stream: true, hijack: true, ...all });
    const ended = connect(docker, stream, streams, tty);
    const done = copy.wait({ condition: "next-exit" }) as Promise<{ StatusCode: number }>;
    await copy.start();
    const stop = () => void copy.stop().catch(() => undefined);
    streams.signal?.addEventListener("abort", stop);
    const { StatusCode } = await done;
    streams.signal?.removeEventListener("abort", stop);
    await ended;
    return StatusCode;
  } finally {
    await removeContainer(docker, copy.id);
  }
}

function isTerminal({ stdin, stdout }: Streams): boolean {
  return stdin === "inherit" && stdout === "inherit" && process.stdin.isTTY && process.stdout.isTTY;
}

/** Until it has written all. */
async function connect(
  docker: Docker,
  stream: NodeJS.ReadWriteStream,
  streams: Streams,
  tty: boolean,
): Promise<void> {
  const stdin = streams.stdin === "inherit" ? process.stdin : streams.stdin;
  const stdout = streams.stdout === "inherit" ? process.stdout : streams.stdout;
  const stderr = streams.stderr === "inherit" ? process.stderr : streams.stderr;
  if (tty) stream.pipe(stdout, { end: false });
  else docker.modem.demuxStream(stream, stdout, stderr);
  if (tty) process.stdin.setRawMode(true);
  stdin.pipe(stream);
  try {
    await new Promise<void>((resolve) => {
      stream.once("end", resolve).once("close", resolve).once("error", () => resolve());
      streams.signal?.addEventListener("abort", () => resolve());
    });
  } finally {
    stdin.unpipe(stream);
    if (stdin === process.stdin) {
      process.stdin.pause();
      process.stdin.unref?.(); // a file has no such thing
    }
    if (tty) process.stdin.setRawMode(false);
  }
}
