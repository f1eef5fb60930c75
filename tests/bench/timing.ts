/** Times whole processes. */
import { execFileSync } from "node:child_process";

/** Wall seconds of a command, once for each round, smallest first. */
export function time(
  rounds: number,
  command: string,
  args: readonly string[],
  cwd: string,
  env = process.env,
): number[] {
  const runs = Array.from({ length: rounds }, () => {
    const begun = performance.now();
    execFileSync(command, args, { cwd, env, stdio: ["ignore", "ignore", "pipe"] });
    return (performance.now() - begun) / 1000;
  });
  return runs.sort((a, b) => a - b);
}

export function median(sorted: readonly number[]): number {
  return sorted[Math.floor(sorted.length / 2)]!;
}

/** `0.241 s (0.232 to 0.260)`. */
export function show(sorted: readonly number[]): string {
  return `${median(sorted).toFixed(3)} s (${sorted[0]!.toFixed(3)} to ${sorted.at(-1)!.toFixed(3)})`;
}
