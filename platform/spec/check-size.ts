/** Refuses an environment that comes to more variables than any program reads. */
import { componentsOf, type Model } from "./model.ts";
import { keyAt } from "./node.ts";

/** Over all components, those of their groups included. */
export const mostVariables = 200_000;

/** Whether the rest can be checked. */
export function checkSize(model: Model): boolean {
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
