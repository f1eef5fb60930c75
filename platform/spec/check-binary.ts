/** Refuses a Secret whose file holds no text where its value is used as text. */
import { posix } from "node:path";

import { spanOfUse } from "./check-order.ts";
import { isOutside, type Reader } from "./layers.ts";
import { componentsOf, isTextNode, type Model } from "./model.ts";
import { findNode, formatPointer } from "./node.ts";
import { listReferences, parseText } from "./references.ts";
import { makeUseFinder, type Use } from "./uses.ts";

/** By the Secret, its file. */
type Files = ReadonlyMap<string, string>;

/** A program gets the bytes as a file, in a variable that is the reference and nothing more. */
export function checkBinary(model: Model, reader: Reader): void {
  const files = findBinary(model, reader);
  if (files.size === 0) return;
  const findUses = makeUseFinder(model.value.envGroups);
  const refused = new Map<string, { use: Use; user: string }>();
  for (const [name, spec] of componentsOf(model)) {
    const user = `${String(spec.kind)} "${name}"`;
    for (const use of findUses(name, spec)) {
      const isFile = spec.secretsAs === "file" && isVariable(use) && isWhole(use, model);
      if (!isFile) refused.set(formatPointer(use.pointer), { use, user });
    }
  }
  for (const use of usesAround(model)) {
    refused.set(formatPointer(use.pointer), { use, user: `"${use.pointer[0]}"` });
  }
  for (const { use, user } of refused.values()) refuse(use, user, files, model);
}

function findBinary(model: Model, { isBinary }: Reader): Files {
  const files = new Map<string, string>();
  for (const [name, { kind, from }] of componentsOf(model)) {
    const { file } = (kind === "Secret" && from ? from : {}) as { file?: unknown };
    if (typeof file !== "string" || isOutside(file)) continue;
    if (isBinary?.(posix.normalize(file))) files.set(name, file);
  }
  return files;
}

function isVariable({ group, pointer }: Use): boolean {
  return group !== undefined || pointer[2] === "env";
}

function isWhole({ pointer }: Use, { root }: Model): boolean {
  const { node } = findNode(root, pointer);
  return node.type === "scalar" && parseText(node.text).length === 1;
}

/** Of what all components share. */
function usesAround({ visits }: Model): Use[] {
  return visits.flatMap((visited): Use[] => {
    const { pointer } = visited;
    const [top = ""] = pointer;
    if (!isTextNode(visited) || ["components", "envGroups"].includes(top)) return [];
    const { text } = visited.node;
    return text.includes("${") ? listReferences(text).map((one) => ({ ...one, pointer })) : [];
  });
}

function refuse(use: Use, user: string, files: Files, model: Model): void {
  const file = files.get(use.component);
  if (file === undefined) return;
  model.faults.push({
    code: "binary-as-text",
    message: `the file ${file} of Secret "${use.component}" is binary, and ${user} uses it as text`,
    span: spanOfUse(use, model.root),
    help: `hint: with secretsAs: file, a variable that is only "\${${use.component}.value}" gives its bytes; `
      + `or keep it in base64 (base64 -w0 ${file}), and decode it in the program`,
  });
}
