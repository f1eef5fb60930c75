/** How a pod is asked: whether it has started, may have traffic, or must be restarted. */
import type { ProbeTimes, Workload } from "../primitives.ts";

type Asked = Pick<Workload, "ready" | "livePath" | "port">;

/** Only `livePath` restarts; until it has started, an open port is enough in its place. */
export function probesOf({ ready, livePath, port }: Asked): Record<string, object> {
  const get = (path?: string) => path !== undefined && { httpGet: { path, port } };
  const live = get(livePath);
  const open = port !== undefined && { tcpSocket: { port } };
  const command = ready.command && { exec: { command: ready.command } };
  const starting = live || open;
  const serving = get(ready.path) || command || open;
  return {
    ...(starting && { startupProbe: { ...starting, ...fast(ready) } }),
    ...(serving && { readinessProbe: { ...serving, ...times(ready) } }),
    ...(live && { livenessProbe: { ...live, ...times(ready) } }),
  };
}

export function times({ intervalSeconds, timeoutSeconds, retries }: ProbeTimes) {
  return {
    periodSeconds: whole(intervalSeconds),
    timeoutSeconds: whole(timeoutSeconds),
    failureThreshold: Math.max(1, retries),
  };
}

/** Every second until it has started. */
function fast({ timeoutSeconds, startPeriodSeconds }: ProbeTimes) {
  return {
    periodSeconds: 1,
    timeoutSeconds: whole(timeoutSeconds),
    failureThreshold: whole(startPeriodSeconds),
  };
}

function whole(seconds: number): number {
  return Math.max(1, Math.ceil(seconds));
}
