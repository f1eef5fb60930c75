/** `andamio secrets`: what is agreed about secrets, whether it is kept, and new values for them. */

import type { Environment } from "../platform/environment.ts";
import { isPlatformError, PlatformError } from "../platform/errors.ts";
import { chooseAction } from "./lib/choose-action.ts";
import { describeHint } from "./lib/describe-hint.ts";
import { columnsOf, paint } from "./lib/output.ts";
import { type Contract, listContracts } from "./lib/secrets/contract.ts";
import { readRecord, type SecretRecord } from "./lib/secrets/record.ts";
import { describeChoice } from "./lib/suggest.ts";
import { renderTable } from "./lib/table.ts";
import type { Call, Verb } from "./lib/verb.ts";

export const secrets: Verb = {
  usage: "secrets [ENV] list|check|set NAME|unset NAME|rotate NAME|generate",
  about: "list: source, users and age of each, never its value. check: what is missing, unused, weak, "
    + "too old or the same as another; exit code 1 when there is any. set: keeps a value with the stack, encrypted, from "
    + "standard input or a prompt. rotate: a new value, and a restart of its users; the old one stays in previous for the "
    + "overlap. generate: prints fresh values.",
  flags: {
    "format": { type: "string", value: "env|yaml", about: "how generate prints" },
    "no-install": { type: "boolean", about: "fail where a tool is missing" },
  },
  examples: [
    ["secrets check prod", "before a deploy"],
    ["secrets set prod sentry-dsn", "keep a value with the stack"],
    ["secrets rotate jwt-key", "a new key, and a restart"],
    ["secrets generate", "fresh values of all"],
  ],
  takes: "names",
  actions: { list: "nothing", check: "nothing", set: "name", unset: "name", rotate: "name", generate: "names" },
  changes: true,
  run,
};

const actions: Readonly<Record<string, (context: Context) => Promise<number>>> = {
  list: async (context) => list(context),
  check,
  set: async (context) => setOrUnset(context, "setSecret"),
  unset: async (context) => setOrUnset(context, "unsetSecret"),
  rotate,
  generate,
};

interface Context {
  call: Call;
  environment: Environment;
  contracts: readonly Contract[];
  record: SecretRecord;
  /** After the action. */
  words: readonly string[];
}

async function run(call: Call): Promise<number> {
  const [action = "list", ...words] = call.names;
  const act = chooseAction("secrets", action, actions);
  const { loadEnvironment } = await import("../platform/environment.ts");
  const environment = loadEnvironment(call.root, call.environment);
  const contracts = listContracts(environment, await loadOthers(call));
  const record = readRecord(call.root, environment.name);
  return act({ call, environment, contracts, words, record });
}

/** A fault in another file is not what was asked about. */
async function loadOthers({ root, environment }: Call): Promise<Environment[]> {
  const { listEnvironments, loadEnvironment } = await import("../platform/environment.ts");
  const others = listEnvironments(root).filter(({ name }) => name !== environment);
  return others.flatMap(({ name }) => {
    try {
      return [loadEnvironment(root, name)];
    } catch (error) {
      if (!isPlatformError(error)) throw error;
      return [];
    }
  });
}

function list({ call: { output }, environment: { name }, contracts, record }: Context): number {
  const told = contracts.map((contract) => ({ ...contract, since: record[contract.name]?.since }));
  const head = ["SECRET", "SOURCE", "USED BY", "ALSO IN", "SINCE", "MAX AGE", "OWNER"];
  const table = [head, ...told.map(describeRow)].map((row) => row.map((text) => ({ text })));
  output.result({ environment: name, secrets: told }, renderTable(table, columnsOf(output.stdout)));
  return 0;
}

function describeRow({ since, maxAgeMs, owner = "-", ...told }: Contract & { since?: string }) {
  const users = [...told.consumers, ...told.scopes].join(" ") || "nobody";
  const others = told.environments.join(" ") || "-";
  const most = maxAgeMs === undefined ? "-" : `${maxAgeMs / 86_400_000}d`;
  return [told.name, told.source, users, others, since?.slice(0, 10) ?? "unknown", most, owner];
}

async function check({ call, environment, contracts }: Context): Promise<number> {
  const { output, root } = call;
  const { checkSecrets } = await import("./lib/secrets/check.ts");
  const { listAbsent, observeSecrets } = await import("./lib/secrets/observe.ts");
  const { readLivingRecords } = await import("./lib/secrets/living-records.ts");
  const { tryKeptSecrets } = await import("./lib/secrets/try-kept.ts");
  const others = readLivingRecords(root, environment.name);
  const [absent, now] = [listAbsent(environment), new Date()];
  const record = await observeSecrets(environment, await tryKeptSecrets(call), now);
  const known = { environment: environment.name, record, others, absent, now };
  const problems = checkSecrets(contracts, known);
  const ok = problems.every(({ severity }) => severity === "warning");
  const lines = problems.map(({ secret, severity, what, hint, code }) => {
    const head = paint(output.stdout, severity === "error" ? "red" : "yellow", `${severity}:`);
    return `${head} ${secret}: ${what} [${code}]\n${describeHint(hint, output.stdout)}`;
  });
  const outcome = ok ? "are as agreed" : "were checked";
  const closing = `${contracts.length} secrets of ${environment.name} ${outcome}`;
  const told = { ok, environment: environment.name, problems };
  output.result(told, [...lines, closing].join("\n"));
  return ok ? 0 : 1;
}

async function setOrUnset(
  { call, environment, contracts, words: [name] }: Context, action: "setSecret" | "unsetSecret",
): Promise<number> {
  const contract = findContract(contracts, name);
  return (await import("./lib/secrets/set.ts"))[action](call, environment, contract.name);
}

/** Throws `component_unknown`. */
function findContract(contracts: readonly Contract[], name: string | undefined): Contract {
  const found = contracts.find((one) => one.name === name);
  if (found) return found;
  const hint = describeChoice(name ?? "", contracts.map((one) => one.name), "secrets");
  throw new PlatformError("component_unknown", `there is no secret "${name ?? ""}"`, { hint });
}

async function rotate({ call, environment, contracts, words: [name] }: Context): Promise<number> {
  const contract = findContract(contracts, name);
  const { openOperations } = await import("./lib/operations.ts");
  const { rotateSecret } = await import("./lib/secrets/rotate.ts");
  const { operations } = await openOperations(call);
  await rotateSecret(contract, { environment, kept: operations.secrets, now: new Date() });
  const { consumers } = contract;
  call.output.note(`${contract.name} is new; starting anew: ${consumers.join(", ") || "nothing"}`);
  const { up } = await import("./up.ts");
  return up.run({ ...call, verb: "up", names: [] });
}

async function generate({ call, environment, contracts, words }: Context): Promise<number> {
  const { randomBytes } = await import("node:crypto");
  const named = words.map((word) => findContract(contracts, word));
  const wanted = named.length === 0 ? contracts : named;
  const values = wanted.map(({ name, minBytes }) => {
    const value = randomBytes(Math.max(minBytes, 32)).toString("base64url");
    return [name.toUpperCase().replaceAll("-", "_"), value] as const;
  });
  const isYaml = call.flags.format === "yaml";
  const lines = values.map(([name, value]) => isYaml ? `${name}: ${value}` : `${name}=${value}`);
  call.output.document({ environment: environment.name, ...Object.fromEntries(values) }, lines.join("\n"));
  return 0;
}
