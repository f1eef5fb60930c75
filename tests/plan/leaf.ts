/** The values of YAML files one by one, and each of them as another value of its kind. */
import { isScalar, parseDocument, type Scalar, visit } from "yaml";

import type { Files } from "./fixture.ts";

export interface Leaf {
  file: string;
  pointer: readonly string[];
  start: number;
  end: number;
  line: number;
  value: unknown;
}

/** Every value of a file that is no map or list, less those that are about the file itself. */
export function listLeaves(file: string, text: string): Leaf[] {
  const leaves: Leaf[] = [];
  visit(parseDocument(text), {
    Scalar(key, node: Scalar, path) {
      if (key === "key" || !node.range) return;
      const [start, end] = node.range;
      const steps = path.flatMap((one) =>
        "key" in one && isScalar(one.key) ? [String(one.key.value)] : [],
      );
      const pointer = typeof key === "number" ? [...steps, String(key)] : steps;
      const line = text.slice(0, start).split("\n").length;
      leaves.push({ file, pointer, start, end, line, value: node.value });
    },
  });
  return leaves.filter(({ pointer: [first] }) => first !== "version" && first !== "extends");
}

export function mutate(files: Files, { file, start, end, value }: Leaf): Files {
  const text = files[file] ?? "";
  return { ...files, [file]: text.slice(0, start) + another(value) + text.slice(end) };
}

/** Whether a file above sets or takes away the value, or what it stands in. */
export function isHidden(leaf: Leaf, above: readonly Leaf[]): boolean {
  const own = leaf.pointer.join(".");
  return above.some(({ pointer }) => `${own}.`.startsWith(`${pointer.join(".")}.`));
}

const others: Readonly<Record<string, string>> = {
  postgresql: "sqlite",
  Database: "Redis",
  Redis: "Worker",
  Secret: "Redis",
  Job: "Worker",
  Service: "Worker",
  Worker: "Job",
  CronJob: "Job",
  local: "docker",
  "Europe/Madrid": "Europe/Paris",
  "America/Argentina/Buenos_Aires": "Europe/Rome",
  debug: "trace",
};

/** Another value of the same kind, where there is one. */
function another(value: unknown): string {
  if (typeof value === "number") return String(value + 1);
  if (typeof value === "boolean") return String(!value);
  const text = String(value);
  const known = others[text];
  if (known !== undefined) return known;
  if (/^\d+(m|s|d|h)$/.test(text)) return `1${text}`;
  if (/^\d+[KMGT]i$/.test(text)) return `1${text}`;
  return text.includes("*") ? JSON.stringify(text.replace(/^\S+/, "7")) : JSON.stringify(`${text}x`);
}
