/** The plan of files against what was applied and what runs, as the engine sees it. */

import { catalogue } from "../../platform/catalogue.ts";
import { findEnvironment } from "../../platform/environment.ts";
import { maskBy, openFingerprints } from "../../platform/fingerprint.ts";
import { declareValues } from "../../platform/make-side.ts";
import type { Lower } from "../../platform/plan/causes.ts";
import type { Sources } from "../../platform/plan/jobs.ts";
import { makePlan } from "../../platform/plan/make-plan.ts";
import type { Plan, ResourceChange } from "../../platform/plan/plan.ts";
import { makeEmptySide, type Side } from "../../platform/plan/side.ts";
import { findSources, readSource } from "../../platform/sources.ts";
import type { Declaration } from "../../platform/targets/target.ts";
import { type Applied, readApplied } from "./applied-spec.ts";
import { isChange, type ResourceEvent } from "./changes.ts";
import type { Deployment } from "./deployment.ts";
import type { Drift, Engine } from "./engine.ts";
import { hasCommit } from "./git.ts";
import { openOperations } from "./operations.ts";
import { compareSources, listSources, remarksOf, sideAt, sideOf } from "./plan-parts.ts";
import { readKeptValues } from "./secrets/read-kept.ts";
import type { Call } from "./verb.ts";

export interface LiveRequest {
  /** The base that others merged to. */
  against?: string;
  now: Date;
  /** None asks no engine: then it is not known which resources change. */
  engine?: Engine;
}

export async function planLive(
  call: Call,
  deployment: Deployment,
  { against, now, engine }: LiveRequest,
): Promise<Plan> {
  const { environment, openEngine } = deployment;
  const resources = engine && (await previewResources(call, deployment, engine));
  const applied = await readApplied(environment, async () => engine ?? openEngine());
  const after = sideOf(deployment);
  const source = findEnvironment(call.root, environment.name);
  const fingerprint = openFingerprints(call.root);
  // a stack without a record is compared with itself: then only the engine knows what changes
  const nothing = applied.isNew ? makeEmptySide("nothing") : { ...after, label: "what runs" };
  const before = applied.side ?? nothing;
  const lower: Lower = (value) => declareValues(value, environment);
  return makePlan({
    ...{ environment: environment.name, after, catalogue, resources, now },
    before: { declarations: lower(before.value), ...before },
    sources: findChangedSources(call.root, applied, after),
    secrets: {
      before: applied.secrets,
      after: await readFingerprints(deployment, fingerprint, engine),
    },
    mask: maskBy(fingerprint),
    unknown: applied.side || applied.isNew ? [] : ["what was applied: the next up records it"],
    ...(against !== undefined && { base: sideAt(against, source) }),
    lower,
    remarks: remarksOf(deployment),
  });
}

/** Against what was built, else against the commit that was applied. */
function findChangedSources(root: string, { sources, commit }: Applied, after: Side): Sources {
  if (sources) return compareSources(root, sources, after);
  const known = commit?.replace("+", "");
  return known !== undefined && hasCommit(root, known) ? listSources(root, known, after) : {};
}

/** Of secrets that come from outside and can be read here; what is absent is told by `up`. */
async function readFingerprints(
  { environment, declarations, openEngine }: Deployment,
  fingerprint: (value: string) => string,
  engine: Engine | undefined,
): Promise<Record<string, string>> {
  const askEngine = async () => (engine ?? await openEngine()).readConfig();
  const kept = await readKeptValues(environment, askEngine);
  const found: Record<string, string> = {};
  for (const { $source, secret } of declarations.flatMap(({ props }) => findSources(props))) {
    if ("config" in $source) continue;
    const value = await readSource($source, environment.root, secret) ?? kept[secret];
    if (value !== undefined) found[secret] = fingerprint(value);
  }
  return found;
}

async function previewResources(
  call: Call,
  deployment: Deployment,
  engine: Engine,
): Promise<ResourceChange[]> {
  const found = new Map<string, ResourceChange>();
  const drifts = new Map<string, Drift>();
  const { operations } = await openOperations(call);
  // where nothing answers it says so, once, and plainer than the engine
  const units = await operations.status();
  const stopped = new Set(
    units.filter(({ state }) => state === "stopped").map(({ component }) => component),
  );
  await engine.preview({
    signal: call.signal,
    onEvent: (event) => {
      if (event.kind === "resource" && event.drift) drifts.set(event.urn, event.drift);
      if (!isChange(event)) return;
      const { properties = found.get(event.urn)?.properties } = event;
      found.set(event.urn, describeChange({ ...event, properties }, deployment));
    },
  });
  const changes = [...found].map(([urn, change]) => withDrift(change, drifts.get(urn)));
  const marked = changes.map((one) =>
    one.drift && stopped.has(one.component) ? { ...one, stopped: true } : one,
  );
  return sortAsDeclared(marked, deployment.declarations);
}

function withDrift(change: ResourceChange, drift: Drift | undefined): ResourceChange {
  if (!drift) return change;
  const { fault, properties: drifted } = drift;
  // that something was observed is told by what was observed
  const properties = change.properties.filter((one) => one !== "observed");
  return { ...change, properties, drift: true, drifted, ...(fault !== undefined && { fault }) };
}

/** The engine works on many at once, and tells them in no order; what goes comes last. */
function sortAsDeclared(
  found: readonly ResourceChange[],
  declarations: readonly Declaration[],
): ResourceChange[] {
  const keyOf = ({ type, name }: { type: string; name: string }) => `${type} ${name}`;
  const places = new Map(declarations.map((one, at) => [keyOf(one), at]));
  const placeOf = (one: ResourceChange) => places.get(keyOf(one)) ?? declarations.length;
  return found.toSorted((a, b) => placeOf(a) - placeOf(b) || (keyOf(a) < keyOf(b) ? -1 : 1));
}

function describeChange(
  event: ResourceEvent,
  { declarations, environment }: Deployment,
): ResourceChange {
  const { op, type, name, component = name, properties = [] } = event;
  const declared = declarations.find((one) => one.type === type && one.name === name);
  const isKnown = Object.hasOwn(environment.components, component);
  const pointer = declared?.origin.pointer ?? (isKnown ? `/components/${component}` : undefined);
  const isNamed = isKnown || op === "delete"; // what goes is known to the state alone
  return {
    ...{ op: op as ResourceChange["op"], type, name, properties },
    component: isNamed ? component : "",
    ...(declared && { component: declared.parent }),
    ...(pointer !== undefined && { place: environment.locate(pointer) }),
  };
}
