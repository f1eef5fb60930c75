/** Finds where a program of a server says why it failed. */

/** What it says afterwards, that it clears away or what to do, is no cause. */
export function findFaultLine(stderr: string): string | undefined {
  const lines = stderr.trim().split("\n").filter((line) => line !== "");
  return lines.find((line) => /\b(error|fatal|panic)\b/i.test(line)) ?? lines.at(-1);
}
