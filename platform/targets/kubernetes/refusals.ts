/** Why a cluster did not do what it was asked, and what to do about it. */
import type { KubeConfig } from "@kubernetes/client-node";

import { PlatformError } from "../../errors.ts";

export function explainRefusal(
  error: unknown,
  config: Pick<KubeConfig, "getCurrentCluster" | "getCurrentContext">,
  namespace: string,
): PlatformError {
  const { code, body } = error as { code?: unknown; body?: unknown };
  const message = messageOf(body);
  const where = `cluster ${config.getCurrentContext()}`;
  const say = (what: string, hint: string, kind: "tool_failed" | "not_running" = "tool_failed") =>
    new PlatformError(kind, what, { hint, cause: error });
  if (typeof code !== "number") {
    const server = config.getCurrentCluster()?.server ?? "its address";
    const why = reasonOf(error);
    return say(
      `no cluster answers at ${server}${why && `: ${why}`}`,
      `is it up, and is ${where} the right one? kubernetes: { context: NAME } chooses another`,
      "not_running",
    );
  }
  if (code === 401) return say(`${where} does not know who you are`, "the token of the kubeconfig has expired or is wrong: log in to the cluster again");
  if (/being terminated/.test(message)) return say(`the namespace ${namespace} is being deleted`, "wait until it is gone, and give the same command again");
  if (code === 403) return say(`${where} does not let you: ${message}`, "ask whoever runs the cluster for this right in the namespace");
  return say(message || `${where} answered ${code}`, "andamio status tells what runs");
}

function messageOf(body: unknown): string {
  try {
    const { message } = (typeof body === "string" ? JSON.parse(body) : (body ?? {})) as { message?: string };
    return message ?? "";
  } catch {
    return String(body).slice(0, 300);
  }
}

/** As `ECONNREFUSED`, which lies below what fetch says. */
function reasonOf(error: unknown): string {
  for (let one = error as (Error & { code?: string }) | undefined; one; one = one.cause as Error) {
    if (typeof one.code === "string") return one.code;
    if (!one.cause) return one.message ?? "";
  }
  return "";
}
