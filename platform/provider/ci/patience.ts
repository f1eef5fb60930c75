/** Asks again where a server says wait, or is ill for a moment. */
import { setTimeout as sleep } from "node:timers/promises";

import { PlatformError } from "../../errors.ts";

export interface Answer {
  status: number;
  headers: { get(name: string): string | null };
  body: unknown;
}

const patience = 6;
const longestMs = 120_000;

/** Gives the last answer, whatever it is. Throws `tool_failed` where nobody answers. */
export async function askPatiently(
  ask: () => Promise<Answer>,
  who: string,
  attempts = patience,
): Promise<Answer> {
  for (let attempt = 1; ; attempt += 1) {
    const answer = await ask().catch((cause: unknown) => cause as Error);
    const wait = waitFor(answer, attempt);
    if (!(answer instanceof Error) && wait === undefined) return answer;
    if (attempt === attempts || (wait ?? 0) > longestMs) {
      throw explain(answer, wait ?? 0, who);
    }
    await sleep(wait);
  }
}

/** Milliseconds until it is worth asking again; none where the answer stands. */
function waitFor(answer: Answer | Error, attempt: number): number | undefined {
  const backOff = 250 * 2 ** attempt;
  if (answer instanceof Error) return backOff;
  const { status, headers } = answer;
  const limited = headers.get("retry-after") ?? untilReset(headers);
  if (limited !== undefined && (status === 403 || status === 429)) return Number(limited) * 1000;
  return status === 429 || status >= 500 ? backOff : undefined;
}

function untilReset(headers: Answer["headers"]): number | undefined {
  const reset = headers.get("x-ratelimit-reset");
  if (headers.get("x-ratelimit-remaining") !== "0" || reset === null) return undefined;
  return Math.max(0, Number(reset) - Date.now() / 1000);
}

function explain(answer: Answer | Error, waitMs: number, who: string): PlatformError {
  const minutes = Math.ceil(waitMs / 60_000);
  const why =
    answer instanceof Error
      ? `does not answer: ${answer.message}`
      : waitMs > longestMs
        ? `lets nothing more through for ${minutes} minutes`
        : `answers ${answer.status} again and again`;
  const hint = "type the same command again: it goes on from here";
  return new PlatformError("tool_failed", `${who} ${why}`, { hint });
}

/** For an answer that is neither what was asked for nor what was foreseen. */
export function refuseAnswer({ status, body }: Answer, who: string, what: string): PlatformError {
  const { message } = (typeof body === "object" && body ? body : {}) as { message?: unknown };
  const said = typeof message === "string" ? `: ${message}` : "";
  const hint =
    status === 401 || status === 403 || status === 404
      ? "the token must be able to write secrets, variables and environments of this repository"
      : "type the same command again: it goes on from here";
  return new PlatformError("tool_failed", `${who} answered ${status} to ${what}${said}`, { hint });
}
