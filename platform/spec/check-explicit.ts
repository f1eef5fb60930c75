/** Settings of a target that profile prod must write: left out, they follow from who deploys. */
import { quote } from "./faults.ts";
import type { Model } from "./model.ts";
import { findNode, spanAt } from "./node.ts";
import { own } from "./schema.ts";

export function checkExplicit({ root, value, catalogue, faults }: Model): void {
  const { target = "", policies } = value;
  if (policies?.["profile"] !== "prod") return;
  for (const field of own(catalogue.targets, target)?.explicit ?? []) {
    const { depth } = findNode(root, [target, field]);
    if (depth === 2) continue;
    faults.push({
      code: "missing-field",
      message: `profile prod, and ${target} has no ${quote(field)}: it would be whichever is chosen where it is deployed from`,
      span: spanAt(root, [depth === 0 ? "target" : target]),
      help: `hint: ${target}: { ${field}: NAME }`,
    });
  }
}
