/** Loss of data is applied only where the file names it: each loss by its identifier. */
import { toFlow } from "../spec/flow.ts";
import { keyAt } from "../spec/node.ts";
import { own } from "../spec/schema.ts";
import { placeOf } from "../spec/source.ts";
import type { Loss, Remark, Row } from "./plan.ts";
import type { Side } from "./side.ts";

interface Judged {
  losses: Loss[];
  refused: Remark[];
  warnings: Remark[];
}

/** By component and identifier. */
type Given = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

export function checkAcknowledgements(rows: readonly Row[], side: Side): Judged {
  const given = (side.value.acknowledge ?? {}) as Given;
  const losses = rows.flatMap((row) => listLosses(row, given));
  return {
    losses,
    refused: losses.filter(({ acknowledged }) => !acknowledged).map(refuse),
    warnings: listGiven(given)
      .filter(([name, id]) => !losses.some((one) => one.component === name && one.id === id))
      .map(([component, id]) => ({
        message: `acknowledge of "${component}" covers nothing in this plan: ${id}`,
        place: placeOf(keyAt(side.tree, ["acknowledge", component, id])),
        hint: "remove it: what it covered is done",
      })),
  };
}

function listGiven(given: Given): [component: string, id: string][] {
  return Object.entries(given).flatMap(([component, ids]) =>
    Object.keys(ids ?? {}).map((id): [string, string] => [component, id]),
  );
}

function listLosses({ effects, path, place }: Row, given: Given): Loss[] {
  return effects.flatMap(({ component, reason, losses = [] }) =>
    losses.map((id) => {
      const acknowledged = own(own(given, component) ?? {}, id) !== undefined;
      return { id, component, path, reason, place, acknowledged };
    }),
  );
}

function refuse({ id, component, reason, place }: Loss): Remark {
  return {
    message: `"${component}" would lose data: ${id} (${reason})`,
    place,
    hint: `acknowledge: { ${component}: { ${toFlow(id)}: { reason: …, owner: … } } }`,
  };
}
