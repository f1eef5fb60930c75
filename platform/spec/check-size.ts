/** Refuses an environment with more components, waivers or variables than anybody deploys. */
import { componentsOf, type Model } from "./model.ts";
import { keyAt } from "./node.ts";

export const mostComponents = 5_000;
export const mostWaivers = 1_000;

/** Over all components, those of their groups included. */
export const mostVariables = 200_000;

/** Whether the rest can be checked. */
export function checkSize(model: Model): boolean {
  const isSmall = checkComponents(model) && checkWaivers(model);
  return isSmall && checkVariables(model);
}

function checkComponents({ value, root, faults }: Model): boolean {
  const names = Object.keys(value.components ?? {});
  if (names.length <= mostComponents) return true;
  faults.push({
    code: "too-many-components",
    message: `there are ${names.length} components, and the limit is ${mostComponents}`,
    span: keyAt(root, ["components", names[mostComponents] ?? ""]),
    help: "hint: move some of them to an environment of their own",
  });
  return false;
}

function checkWaivers({ value, root, faults }: Model): boolean {
  const names = Object.keys(value.policies?.waivers ?? {});
  if (names.length <= mostWaivers) return true;
  faults.push({
    code: "too-many-waivers",
    message: `there are ${names.length} waivers, and the limit is ${mostWaivers}`,
    span: keyAt(root, ["policies", "waivers", names[mostWaivers] ?? ""]),
    help: "hint: a rule can be waived for all components at once; remove what ended",
  });
  return false;
}

function checkVariables(model: Model): boolean {
  const sizes = new Map(
    Object.entries(model.value.envGroups).map(([name, group]) => [name, Object.keys(group).length]),
  );
  let count = 0;
  let worst = { name: "", variables: -1 };
  for (const [name, spec] of componentsOf(model)) {
    const groups = Array.isArray(spec.envFrom) ? (spec.envFrom as string[]) : [];
    const direct = Object.keys(spec.env ?? {}).length;
    const variables = groups.reduce((sum, group) => sum + (sizes.get(group) ?? 0), direct);
    count += variables;
    if (variables > worst.variables) worst = { name, variables };
  }
  if (count <= mostVariables) return true;
  model.faults.push({
    code: "too-many-variables",
    message: `the components resolve to ${count} variables, and the limit is ${mostVariables}`,
    span: keyAt(model.root, ["components", worst.name]),
    help: `hint: "${worst.name}" has the most, ${worst.variables}; name fewer groups in envFrom`,
  });
  return false;
}
