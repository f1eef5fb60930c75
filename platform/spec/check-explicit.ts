/** Settings of a target that profile prod must write: left out, they follow from who deploys. */
import { quote } from "./faults.ts";
import type { Model } from "./model.ts";
import { findNode, spanAt } from "./node.ts";
import { own } from "./schema.ts";

export function checkExplicit(model: Model): void {
  checkWithRoute(model);
  const { root, value, catalogue, faults } = model;
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

/** Who is trusted to say where a request came from is decided by nobody else. */
function checkWithRoute({ root, value, catalogue, faults }: Model): void {
  const { target = "", policies, components = {} } = value;
  const routed = Object.keys(components).find((name) => components[name]?.route !== undefined);
  if (policies?.["profile"] !== "prod" || routed === undefined) return;
  const fields = own(catalogue.targets, target)?.explicitWithRoute ?? [];
  for (const field of fields.filter((one) => findNode(root, [target, one]).depth < 2)) {
    const why = "no program would know its client's address";
    faults.push({
      code: "missing-field",
      message: `profile prod, "${routed}" has a route, and ${target} has no ${quote(field)}: ${why}`,
      span: spanAt(root, [root.entries.has(target) ? target : "target"]),
      help: `hint: ${target}: { ${field}: [RANGE] }, the addresses of the ingress controller`,
    });
  }
}
