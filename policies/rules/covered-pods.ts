/** The network is closed for every pod but where something was said. */
import { listPods, type Props } from "../declared.ts";
import type { Rule } from "../rule.ts";

export const coveredPods: Rule = {
  name: "covered-pods",
  about: "Every pod, of Jobs and CronJobs too, is chosen by a NetworkPolicy.",
  why: "What no policy chooses talks to everything, and everything to it.",
  levels: { dev: "mandatory", staging: "mandatory", prod: "mandatory" },
  check({ declarations }) {
    const selectors = declarations
      .filter(({ type }) => type.endsWith(":NetworkPolicy"))
      .map(({ props }) => ((props.spec as Props).podSelector ?? {}) as Props);
    return listPods(declarations)
      .filter(({ labels }) => !selectors.some((selector) => chooses(selector, labels)))
      .map(({ at, component, declaration }) => ({
        at,
        ...(component !== undefined && { component }),
        reason: `no NetworkPolicy chooses the pods of ${declaration.name}`,
        fix: "this is the target's to mend: report it",
      }));
  },
};

function chooses(selector: Props, labels: Readonly<Record<string, string>>): boolean {
  const wanted = (selector.matchLabels ?? {}) as Readonly<Record<string, string>>;
  const expressions = (selector.matchExpressions ?? []) as readonly unknown[];
  if (expressions.length > 0) return false;
  return Object.entries(wanted).every(([key, value]) => labels[key] === value);
}
