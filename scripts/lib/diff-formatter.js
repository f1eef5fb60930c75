/** Shows as a diff what the formatter would change: for `eslint --fix-dry-run`. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";

/** @param {{ filePath: string, output?: string }[]} results */
export default function format(results) {
  const folder = mkdtempSync(join(tmpdir(), "andamio-format-"));
  try {
    return results
      .filter(({ output }) => output !== undefined)
      .map(({ filePath, output = "" }) => {
        const formatted = join(folder, "formatted");
        writeFileSync(formatted, output);
        const name = relative(process.cwd(), filePath);
        const { stdout } = spawnSync(
          "diff",
          ["-u", "--label", name, "--label", `${name} (formatted)`, filePath, formatted],
          { encoding: "utf8" },
        );
        return stdout;
      })
      .join("");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
