/**
 * Tries one way after the other to come by a tool, and tells why none led to it. Knows no
 * particular tool.
 */
import { PlatformError } from "../../../platform/errors.ts";
import { describeDiskFault } from "../disk.mjs";
import type { FindOptions } from "./tool.ts";

interface Ways extends FindOptions {
  /** Name and version. */
  tool: string;
  hint: string;
  /** Each makes the binary, or throws why it cannot. In the order they are tried. */
  ways: Readonly<Record<string, () => Promise<void>>>;
  /** The version that the made binary says it is; undefined when it does not run. */
  verify: () => Promise<string | undefined>;
}

export async function tryWays({
  tool,
  hint,
  ways,
  verify,
  install,
  signal,
  onProgress,
}: Ways): Promise<{ version: string; origin: string }> {
  if (install === false) {
    throw new PlatformError("tool_missing", `${tool} is not installed, and installing is refused`, {
      hint: `type the command without --no-install, or ${hint}`,
    });
  }
  const reasons: string[] = [];
  for (const [origin, make] of Object.entries(ways)) {
    try {
      await make();
      const version = await verify();
      if (version !== undefined) return { version, origin };
      reasons.push(`${origin}: it does not run on this machine`);
    } catch (error) {
      signal?.throwIfAborted();
      if (describeDiskFault(error)) throw error;
      reasons.push(`${origin}: ${describe(error)}`);
    }
    onProgress?.(`${tool}: ${reasons.at(-1)?.split("\n")[0]}`);
  }
  throw new PlatformError(
    "tool_missing",
    [`cannot install ${tool}`, ...reasons.map((reason) => `  ${reason}`)].join("\n"),
    { hint },
  );
}

/** fetch hides what happened in the cause. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === "TimeoutError") return "no answer within 5 s";
  return error.message === "fetch failed" && error.cause instanceof Error
    ? error.cause.message
    : error.message;
}
