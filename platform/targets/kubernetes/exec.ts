/**
 * Runs a command with the program, variables and files of a component: in a pod of it that runs,
 * else in one of its own.
 */
import type { V1Pod, V1Status } from "@kubernetes/client-node";

import { PlatformError } from "../../errors.ts";
import type { Streams } from "../operations.ts";
import { checkThere, componentOf, type Here, ownedBy } from "./environment.ts";
import { containerOf, isReady } from "./readiness.ts";
import { runOnce } from "./run-once.ts";

export async function runInside(
  here: Here,
  component: string,
  command: readonly string[],
  streams: Streams,
): Promise<number> {
  await checkThere(here);
  const pod = await findRunning(here, component);
  if (!pod) return runOnce(here, component, streams, command);
  const name = pod.metadata?.name ?? "";
  const { Exec } = await import("@kubernetes/client-node");
  const [stdin, stdout, stderr] = [
    streams.stdin === "inherit" ? process.stdin : streams.stdin,
    streams.stdout === "inherit" ? process.stdout : streams.stdout,
    streams.stderr === "inherit" ? process.stderr : streams.stderr,
  ];
  const { config, namespace } = here.cluster;
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const socket = await new Exec(config).exec(
    namespace, name, containerOf(pod), [...command],
    stdout as never, stderr as never, stdin as never, false,
    (status) => settle(status, command, resolve, reject),
  );
  socket.onerror = (event: { message: string }) =>
    reject(new PlatformError("tool_failed", `the connection to ${name} broke: ${event.message}`));
  const abort = () => socket.close();
  streams.signal?.addEventListener("abort", abort);
  try {
    return await promise;
  } finally {
    streams.signal?.removeEventListener("abort", abort);
    socket.close();
    stdin.pause();
  }
}

/** One that has started and is not ending. */
async function findRunning(
  { name, cluster: { core, namespace } }: Here,
  component: string,
): Promise<V1Pod | undefined> {
  const { items } = await core.listNamespacedPod({ namespace, labelSelector: ownedBy(name) });
  const own = items.filter((pod) => componentOf(pod) === component && !isJob(pod));
  return own.find(isReady);
}

function isJob({ metadata }: V1Pod): boolean {
  return metadata?.labels?.["batch.kubernetes.io/job-name"] !== undefined;
}

function settle(
  { status, message = "", details }: V1Status,
  command: readonly string[],
  resolve: (code: number) => void,
  reject: (error: Error) => void,
): void {
  if (status === "Success") return resolve(0);
  const code = details?.causes?.find(({ reason }) => reason === "ExitCode")?.message;
  if (code !== undefined) return resolve(Number(code));
  const why = message.split("exec: ").at(-1) ?? ""; // each layer says who failed
  reject(new PlatformError("usage", `${command[0]} cannot be run: ${why}`));
}
