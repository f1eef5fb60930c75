/**
 * What a change of a field does to what runs, as the component's kind declares it. Where nothing is
 * declared, whatever holds data may lose it.
 */
import type { KindTraits, Values } from "../spec/catalogue.ts";
import type { AnyImpacts, Change, Rule, Verdict } from "../spec/impact.ts";
import type { Pointer } from "../spec/node.ts";
import { isFields, isMap, memberOf, own, type Shape } from "../spec/schema.ts";

export type Traits = KindTraits | undefined;

export function judge(traits: Traits, field: Pointer, change: Omit<Change, "member">): Verdict {
  const rule = traits?.impacts && findRule(traits.schema, traits.impacts, field);
  if (!rule) return judgeUnknown(traits, change.spec);
  return typeof rule === "function" ? rule({ ...change, member: field.at(-1) ?? "" }) : rule;
}

/** Lists are judged as a whole, and so are members of a map that have no fields. */
function findRule(shape: Shape, declared: AnyImpacts, [step, ...rest]: Pointer): Rule | undefined {
  if (step === undefined) return undefined;
  const inside = memberOf(shape, step);
  if (!inside) return undefined;
  if (isMap(shape)) {
    if (rest.length === 0) return declared.member as Rule | undefined;
    return declared.fields && findRule(inside, declared.fields as AnyImpacts, rest);
  }
  const found = own(declared, step);
  if (!found) return undefined;
  return isFields(inside) || isMap(inside)
    ? findRule(inside, found as AnyImpacts, rest)
    : (found as Rule);
}

function judgeUnknown(traits: Traits, spec: Values): Verdict {
  const reason = "what it does is not declared";
  return { impact: holdsData(traits, spec) ? "data loss" : "brief downtime", reason };
}

/** What is left of a component that is removed, or becomes another kind. */
export function judgeRemoval(traits: Traits, spec: Values, lost: readonly string[]): Verdict {
  const volumes = lost.map((name) => `volume ${name}`);
  const own = holdsOwnData(traits, spec);
  if (volumes.length > 0) {
    const reason = `the data of ${volumes.join(" and ")} stays behind`;
    return { impact: "data loss", reason, losses: own ? [...volumes, "removed"] : volumes };
  }
  if (own) return { impact: "data loss", reason: "the data stays behind" };
  return traits?.removal?.(spec) ?? { impact: "brief downtime", reason: "it stops for good" };
}

/** What a component loses when all of the environment moves elsewhere. */
export function holdsData(traits: Traits, spec: Values): boolean {
  return traits?.holdsData?.(spec) ?? true;
}

/** Besides volumes, which other components may keep. */
export function holdsOwnData(traits: Traits, spec: Values): boolean {
  const { volumes: _shared, ...rest } = spec;
  return holdsData(traits, rest);
}
