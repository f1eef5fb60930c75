/**
 * Builds a tool from the Go modules that `scripts/engine/go.mod` and its go.sum pin. Knows no
 * particular tool.
 */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";

import { PlatformError } from "../../../platform/errors.ts";
import type { FindOptions } from "./tool.ts";

interface Build extends FindOptions {
  /** For the progress, as `pulumi 3.250.0`. */
  title: string;
  package: string;
  /** Go variable that holds the version, and its value. */
  stamp: readonly [string, string];
  output: string;
}

/** Often enough to see that it goes on, and not a screen of lines. */
const tellEveryMs = 20_000;

const modules = join(import.meta.dirname, "..", "..", "engine");

/** Throws tool_failed with the compiler's last lines, tool_missing when there is no Go. */
export async function buildWithGo({
  title,
  package: name,
  stamp,
  output,
  onProgress,
  signal,
}: Build): Promise<void> {
  const args = [
    "build",
    "-v",
    "-mod=readonly",
    "-trimpath",
    "-buildvcs=false",
    "-ldflags",
    `-s -w -X ${stamp.join("=")}`,
    "-o",
    output,
    name,
  ];
  const go = spawn("go", args, {
    cwd: modules,
    env: { ...process.env, GOWORK: "off" },
    stdio: ["ignore", "ignore", "pipe"],
    signal,
  });
  const faults: string[] = [];
  const counts = { modules: 0, packages: 0 };
  const start = Date.now();
  const tell = () =>
    onProgress?.(
      `building ${title} with Go, about four minutes the first time: ${describe(counts)}, ${Math.round((Date.now() - start) / 1000)} s`,
    );
  tell();
  const timer = setInterval(tell, tellEveryMs);
  createInterface({ input: go.stderr }).on("line", (line) => {
    if (line.startsWith("go: downloading ")) counts.modules++;
    else if (/^[\w./~-]+$/.test(line)) counts.packages++;
    else faults.push(line);
  });
  try {
    const code = await new Promise<number | null>((resolve, reject) =>
      go.on("close", resolve).on("error", reject),
    );
    if (code !== 0) {
      throw new PlatformError(
        "tool_failed",
        `Go could not build ${title}:\n${faults.slice(-5).join("\n")}`,
        { hint: `cd ${modules} && go build -o /dev/null ${name}` },
      );
    }
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") {
      throw new PlatformError("tool_missing", "Go is not installed", { cause: error });
    }
    throw error;
  } finally {
    clearInterval(timer);
  }
}

function describe({ modules, packages }: { modules: number; packages: number }): string {
  return packages === 0 ? `${modules} modules fetched` : `${packages} packages done`;
}
