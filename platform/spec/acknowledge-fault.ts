/** An acknowledgement that names no loss, as files had it before: its fault shows the new shape. */
import type { ErrorObject } from "ajv";

import type { Checking } from "./checking.ts";
import { dataAt } from "./checking.ts";
import type { Fault } from "./faults.ts";
import { toFlow } from "./flow.ts";
import { keyAt, parsePointer, type Pointer } from "./node.ts";

/** Words that stood where identifiers stand now. */
const words = ["change", "reason", "owner"];

export function isOldAcknowledge([section, , word = "", more]: Pointer, keyword: string): boolean {
  return section === "acknowledge" && more === undefined && keyword === "type" && words.includes(word);
}

/** All words of an acknowledgement but the first: one fault is enough. */
export function findRepeated(errors: readonly ErrorObject[]): Set<ErrorObject> {
  const old = errors
    .map((error) => ({ error, pointer: parsePointer(error.instancePath) }))
    .filter(({ error, pointer }) => isOldAcknowledge(pointer, error.keyword))
    .sort((a, b) => words.indexOf(a.pointer[2] ?? "") - words.indexOf(b.pointer[2] ?? ""));
  const first = new Map(old.toReversed().map(({ error, pointer }) => [pointer[1], error]));
  const repeated = old.filter(({ error, pointer }) => first.get(pointer[1]) !== error);
  return new Set(repeated.map(({ error }) => error));
}

export function describeOldAcknowledge(pointer: Pointer, checking: Checking): Fault {
  const component = pointer[1] ?? "";
  const written = dataAt(pointer.slice(0, 2), checking) as Readonly<Record<string, unknown>>;
  const { change, reason = "why", owner = "who@example.com" } = written;
  const isLoss = typeof change === "string" && change !== "removed";
  const loss = { [isLoss ? change : "volume uploads"]: { reason, owner } };
  return {
    code: "wrong-type",
    message: `acknowledge of "${component}" names no loss: each loss is agreed to by its identifier`,
    span: keyAt(checking.root, pointer),
    help: `hint: acknowledge: ${toFlow({ [component]: loss })}; andamio preview prints the identifiers`,
  };
}
