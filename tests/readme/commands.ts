/** The commands that the READMEs print, and which of them no test can run as they stand. */
import { readFileSync } from "node:fs";
import { join } from "node:path";

export const root = join(import.meta.dirname, "../..");

export interface Command {
  file: string;
  /** As it is printed, with its comment */
  text: string;
  /** Lines of one block share a shell; a command in a sentence is a block of its own. */
  block: number;
}

/** A command in a sentence begins with a program, or with a variable that it is given. */
const program = /^(?:[A-Z_]+=\S+ )*(?:npx|npm|node|kubectl|export|eval|curl|git) \S/;

/** In the order in which they stand. */
export function listCommands(file: string): Command[] {
  const text = readFileSync(join(root, file), "utf8");
  const pieces = [...text.matchAll(/^```(\w*)\n(.*?)^```$|`([^`\n]+)`/gms)];
  return pieces.flatMap(([, language, lines, inline], block) => {
    if (language === "sh") return linesOf(lines!).map((line) => ({ file, text: line, block }));
    const isCommand = inline !== undefined && program.test(inline);
    return isCommand ? [{ file, text: inline, block }] : [];
  });
}

function linesOf(block: string): string[] {
  return block.split("\n").map((line) => line.trim()).filter((line) => line !== "" && !line.startsWith("#"));
}

export function withoutComment({ text }: Command): string {
  return text.replace(/\s+# .*$/, "");
}

/** Why a command is not run as it is printed. */
export const notRun: Readonly<Record<string, string>> = {
  "npm test": "is these tests",
  "npm run check": "is these tests, with what CI runs before and after them",
  "npm run test:docker": "is the tests of docker",
  "npm run test:kubernetes": "is the tests of kubernetes",
  "npx andamio ci plan prod": "takes the state at AWS and the cluster of prod; tests/ci deploys another environment",
  "npx andamio ci deploy prod --plan reports/deploy/prod.plan.json": "as ci plan prod",
  "npx andamio render prod --to DIR": "pushes the image to the registry of prod; tests/kubernetes renders others",
  "kubectl diff -k DIR --server-side --force-conflicts": "takes a cluster; tests/kubernetes runs it there",
  "npx andamio scan code && npx andamio scan deps": "asks a registry for known faults; tests/ci runs both",
  "node dist/server.js": "is what api runs in environments/base.yaml",
  "node dist/worker.js": "is what tasks runs in environments/base.yaml",
  "node dist/scheduler.js": "runs without an end; tests/app/scheduler starts it",
  "node dist/migrate.js [VERB]": "is a form: tests/app/suites run each verb",
  "node dist/jobs.js NAME": "is a form: tests/app run each name",
};

/** What deploys staging takes a Docker daemon. */
export function placeOf(command: Command): "local" | "docker" | "none" {
  const text = withoutComment(command);
  if (text in notRun) return "none";
  return /\bstaging\b/.test(text) ? "docker" : "local";
}
