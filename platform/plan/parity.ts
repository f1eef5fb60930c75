/** How two environments differ, and which of that is declared. */
import type { Catalogue } from "../spec/catalogue.ts";
import { findNode, keyAt, type Pointer } from "../spec/node.ts";
import { type Place, placeOf } from "../spec/source.ts";
import type { Remark } from "./plan.ts";
import { listDifferences } from "./rows.ts";
import { describeValue, hide } from "./show.ts";
import type { Side } from "./side.ts";

export interface Contrast {
  path: string;
  /** What the first and the second have. */
  first: string;
  second: string;
  /** None where it stands in neither file. */
  places: { first?: Place; second?: Place };
  /** Why they may differ; none where nobody says so. */
  reason?: string;
}

export interface Parity {
  contrasts: Contrast[];
  warnings: Remark[];
}

/** What an environment says of itself, and no program ever sees. */
const itself = new Set(["description", "owner", "branch", "acknowledge", "parity", "policies", "workflows"]);

/** Two sides, labelled by their names. */
export function compareEnvironments(
  [a, b]: readonly Side[],
  catalogue: Catalogue,
): Parity {
  if (!a || !b) return { contrasts: [], warnings: [] };
  const declared = [...listDeclared(b, a.label), ...listDeclared(a, b.label)];
  const contrasts = listDifferences(a, b, catalogue)
    .filter(({ pointer }) => !itself.has(pointer[0] ?? ""))
    .map(({ pointer, before, after }): Contrast => {
      const name = pointer.at(-1) ?? "";
      const path = (pointer[0] === "components" ? pointer.slice(1) : pointer).join(".");
      const reason = declared.find((known) => covers(known.path, path))?.reason;
      return {
        path,
        first: describeValue(name, before, hide),
        second: describeValue(name, after, hide),
        places: { ...place("first", a, pointer), ...place("second", b, pointer) },
        ...(reason !== undefined && { reason }),
      };
    });
  const idle = declared.filter(({ path }) => !contrasts.some((found) => covers(path, found.path)));
  return { contrasts, warnings: idle.map(warn) };
}

interface Declared {
  path: string;
  reason: string;
  place: Place;
}

function listDeclared({ value, tree }: Side, other: string): Declared[] {
  const all = (value.parity ?? {}) as Readonly<Record<string, Record<string, string>>>;
  return Object.entries(all[other] ?? {}).map(([path, reason]) => ({
    path,
    reason,
    place: placeOf(keyAt(tree, ["parity", other, path])),
  }));
}

/** A path covers all that is below it. */
function covers(known: string, path: string): boolean {
  return path === known || path.startsWith(`${known}.`);
}

function place(which: "first" | "second", { tree }: Side, pointer: Pointer): Contrast["places"] {
  const { node, key, depth } = findNode(tree, pointer);
  if (depth < pointer.length) return {};
  return { [which]: placeOf(node.type === "scalar" ? node.span : (key ?? node.span)) };
}

function warn({ path, place: at }: Declared): Remark {
  return { message: `${path} does not differ`, place: at, hint: "remove it" };
}
