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

/** One fault is enough for all words of an acknowledgement. */
export function isFirstOfAcknowledge(error: ErrorObject, errors: readonly ErrorObject[]): boolean {
  const [section, component, word = ""] = parsePointer(error.instancePath);
  const before = words.slice(0, words.indexOf(word));
  return !errors.some(({ instancePath, keyword }) => {
    const pointer = parsePointer(instancePath);
    const isSame = pointer[0] === section && pointer[1] === component;
    return isSame && isOldAcknowledge(pointer, keyword) && before.includes(pointer[2] ?? "");
  });
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
