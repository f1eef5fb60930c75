/**
 * Random valid environments, each a few changes away from the one before. Made from a seed; knows
 * no target.
 */

export interface Spec extends Record<string, unknown> {
  images: Record<string, object>;
  components: Record<string, Component>;
}

export type Component = { kind: string; volumes?: object } & Record<string, unknown>;

export interface Dice {
  /** An integer from 0 to below `limit`. */
  roll(limit: number): number;
  pick<T>(from: readonly T[]): T;
}

/** The same numbers for the same seed (mulberry32). */
export function makeDice(seed: number): Dice {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const roll = (limit: number) => Math.floor(next() * limit);
  return { roll, pick: (from) => from[roll(from.length)]! };
}

/** A machine that does much else answers late. */
const patience = { startPeriod: "30s", timeout: "20s" };

export function firstSpec(): Spec {
  return {
    version: 1,
    images: { app: { build: "./app", steps: [] }, other: { build: "./other", steps: [] } },
    envGroups: { shared: { TONE: "low", KIND: "common" } },
    components: {
      file: { kind: "Database", engine: "sqlite" },
      key: { kind: "Secret", generate: { bytes: 48 } },
      once: { ...program("Job", ["node", "job.mjs"]), env: { KEY: "${key.value}" } },
      api: service(8141, { envFrom: ["shared"], env: { KEY: "${key.value}" } }),
      web: service(8142, { env: { API: "${api.url}" } }),
      tasks: program("Worker", ["node", "wait.mjs"]),
      tidy: { ...program("CronJob", ["node", "job.mjs"]), schedule: "0 2 * * *", env: { API: "${api.url}" } },
    },
  };
}

function program(kind: string, command: string[]): Component {
  return { kind, image: "app", command, requests: { cpu: 0.01, memory: "32Mi" } };
}

function service(port: number, rest: object = {}): Component {
  const health = { path: "/health", livePath: "/livez", ...patience };
  return { ...program("Service", ["node", "server.mjs"]), port, health, ...rest };
}

type Change = (spec: Spec, dice: Dice) => string;

/** Some changes to a copy, and what they are. */
export function changeSpec(spec: Spec, dice: Dice): { spec: Spec; told: string[] } {
  const copy = structuredClone(spec);
  const told = Array.from({ length: 1 + dice.roll(3) }, () => dice.pick(changes)(copy, dice));
  return { spec: copy, told };
}

const runs = ["Service", "Worker", "Job", "CronJob"];

const changes: readonly Change[] = [
  setField(["Service", "Worker"], "replicas", (dice) => dice.roll(4)),
  setField(["Service"], "port", (dice) => 8141 + dice.roll(30)),
  setField(["Service"], "publish", (dice) => dice.pick([undefined, { port: 8181 + dice.roll(30) }])),
  setField(["Service"], "update", (dice) => dice.pick([undefined, "rolling", "recreate"])),
  setField(["Service"], "health", (dice) => ({
    path: dice.pick(["/health", "/other"]), livePath: "/livez", ...patience, interval: `${5 + dice.roll(5)}s`,
  })),
  setField(runs, "stop", (dice) => ({ grace: `${2 + dice.roll(5)}s` })),
  setField(runs, "labels", (dice) => ({ team: dice.pick(["a", "b"]) })),
  setField(runs, "cpu", (dice) => dice.pick([undefined, 0.25, 1])),
  setField(runs, "secretsAs", (dice) => dice.pick([undefined, "file"])),
  setField(runs, "image", (dice) => dice.pick(["app", "other"])),
  setField(runs, "envFrom", (dice) => dice.pick([undefined, ["shared"]])),
  setField(["Service", "Worker"], "volumes", (dice) =>
    dice.pick([undefined, { [dice.pick(["files", "more"])]: { path: "kept" } }])),
  setField(["Job", "CronJob"], "timeout", (dice) => `${1 + dice.roll(9)}m`),
  setField(["Job", "CronJob"], "retries", (dice) => dice.roll(3)),
  setField(["CronJob"], "schedule", (dice) => `0 ${dice.roll(24)} * * *`),
  setField(["CronJob"], "suspended", (dice) => dice.pick([true, false])),
  setField(["CronJob"], "timezone", (dice) => dice.pick([undefined, "UTC", "Europe/Madrid"])),
  setField(["Secret"], "generate", (dice) => ({ bytes: 32 + dice.roll(32) })),
  setVariable((dice) => String(dice.roll(3))),
  setVariable((dice, names) => `\${${dice.pick(names("Secret"))}.value}`),
  setVariable((dice, names) => `\${${dice.pick(names("Service"))}.url}`),
  setVariable((dice, names) => `\${${dice.pick(names("Service"))}.publicUrl}`),
  setVariable((dice, names) => `\${${dice.pick(names("Database"))}.url}`),
  (spec, dice) => {
    spec["timezone"] = dice.pick(["UTC", "America/Argentina/Buenos_Aires"]);
    return `timezone ${String(spec["timezone"])}`;
  },
  (spec, dice) => {
    spec["labels"] = { stage: dice.pick(["one", "two"]) };
    return `labels ${JSON.stringify(spec["labels"])}`;
  },
  (spec, dice) => {
    const value = String(dice.roll(3));
    (spec["envGroups"] as { shared: Record<string, string> }).shared["TONE"] = value;
    return `envGroups.shared.TONE ${value}`;
  },
  (spec, dice) => add(spec, `s${dice.roll(3)}`, service(8191 + dice.roll(9))),
  (spec, dice) => add(spec, `w${dice.roll(3)}`, program("Worker", ["node", "wait.mjs"])),
  (spec, dice) => add(spec, `j${dice.roll(3)}`, program("Job", ["node", "job.mjs"])),
  (spec, dice) => add(spec, `k${dice.roll(3)}`, { kind: "Secret", generate: { bytes: 48 } }),
  (spec, dice) => {
    const name = dice.pick(Object.keys(spec.components));
    delete spec.components[name];
    return `${name} removed`;
  },
  (spec, dice) => {
    const name = dice.pick(Object.keys(spec.components));
    // one that is taken would be another kind of component under its name
    const names = Array.from({ length: 50 }, (_, index) => `r${index}`);
    const next = dice.pick(names.filter((one) => !(one in spec.components)));
    const text = JSON.stringify(spec.components).replaceAll(`\${${name}.`, `\${${next}.`);
    const components = JSON.parse(text) as Spec["components"];
    const { [name]: moved, ...rest } = components;
    spec.components = { ...rest, [next]: moved! };
    return `${name} renamed ${next}`;
  },
];

function setField(kinds: readonly string[], field: string, make: (dice: Dice) => unknown): Change {
  return (spec, dice) => {
    const all = Object.entries(spec.components);
    const names = all.flatMap(([name, { kind }]) => (kinds.includes(kind) ? [name] : []));
    if (names.length === 0) return "nothing";
    const [name, value] = [dice.pick(names), make(dice)];
    if (value === undefined) delete spec.components[name]![field];
    else spec.components[name]![field] = value;
    return `${name}.${field} ${JSON.stringify(value)}`;
  };
}

function setVariable(make: (dice: Dice, names: (kind: string) => string[]) => string): Change {
  return (spec, dice) => {
    const all = Object.entries(spec.components);
    const names = (kind: string) => all.flatMap(([name, one]) => (one.kind === kind ? [name] : []));
    const programs = runs.flatMap(names);
    if (programs.length === 0) return "nothing";
    const name = dice.pick(programs);
    const env = (spec.components[name]!["env"] ??= {}) as Record<string, string>;
    const variable = dice.pick(["A", "B", "C"]);
    env[variable] = make(dice, names);
    return `${name}.env.${variable} ${env[variable]}`;
  };
}

function add(spec: Spec, name: string, component: Component): string {
  spec.components[name] = component;
  return `${name} added`;
}
