/** Loss of data is applied only where the file repeats what the plan says of it. */
import { findNode, keyAt, spanAt } from "../spec/node.ts";
import { placeOf } from "../spec/source.ts";
import type { Remark, Row } from "./plan.ts";
import type { Side } from "./side.ts";

interface Judged {
  refused: Remark[];
  warnings: Remark[];
}

interface Loss {
  component: string;
  change: string;
  row: Row;
}

export function checkAcknowledgements(rows: readonly Row[], side: Side): Judged {
  const given = (side.value.acknowledge ?? {}) as Readonly<Record<string, { change: string }>>;
  const losses = rows.flatMap(listLosses);
  const isGiven = ({ component, change }: Loss): boolean => given[component]?.change === change;
  const done = Object.keys(given).filter(
    (component) => !losses.some((loss) => loss.component === component),
  );
  return {
    refused: losses.filter((loss) => !isGiven(loss)).map((loss) => refuse(loss, side)),
    warnings: done.map((component) => ({
      message: `acknowledge of "${component}" covers nothing in this plan: ${given[component]?.change}`,
      place: placeOf(keyAt(side.tree, ["acknowledge", component])),
      hint: "remove it: what it covered is done",
    })),
  };
}

function listLosses(row: Row): Loss[] {
  return row.effects
    .filter(({ impact }) => impact === "data loss")
    .map(({ component }) => ({ component, change: row.text, row }));
}

function refuse({ component, change, row }: Loss, { tree }: Side): Remark {
  const at = ["acknowledge", component, "change"];
  const other = findNode(tree, at).depth === at.length;
  const why = row.effects.find((one) => one.component === component)?.reason ?? "";
  return {
    message: `"${component}" would lose data: ${change} (${why})`,
    place: other ? placeOf(spanAt(tree, at)) : row.place,
    hint: `acknowledge: { ${component}: { change: ${JSON.stringify(change)}, reason: …, owner: … } }`,
  };
}
