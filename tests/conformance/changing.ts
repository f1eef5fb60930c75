/**
 * An environment on this machine that is changed while it runs, and ways to see from outside what
 * became of it.
 */
import { execFileSync } from "node:child_process";
import { appendFileSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";

import { generateIdentity, identityToRecipient } from "age-encryption";
import { vi } from "vitest";

import type { Plan } from "../../platform/plan/plan.ts";
import { operate } from "../../platform/targets/local/operate.ts";
import { type EnvironmentPaths, pathsOf } from "../../platform/targets/local/paths.ts";
import type { UnitStatus } from "../../platform/targets/operations.ts";
import { findTool } from "../../scripts/lib/tools.ts";
import { merge } from "../policies/good.ts";
import { makeProject } from "../project.ts";
import { type Ended, runHere } from "../scripts/run-here.ts";
import { type Forge, startGithub } from "../secrets/forge.ts";
import { writeSops } from "../secrets/sops-file.ts";
import { files } from "./changing-program.ts";
import { changed } from "./sights.ts";

const name = "dev";

export type Patch = Readonly<Record<string, unknown>>;

export type Timed = Ended & { seconds: number };

export interface World extends AsyncDisposable {
  root: string;
  paths: EnvironmentPaths;
  forge: Forge;
  /** Lays patches over the environment's file, and deploys it; what would be lost is agreed to. */
  change(patches: readonly Patch[]): Promise<void>;
  /** One verb at a time, of whatever exit code. */
  andamio(...words: string[]): Promise<Timed>;
  /** What the file says for people, and what runs. */
  about(): Promise<Record<string, unknown>>;
  status(component: string): Promise<UnitStatus>;
  /** Where a program writes down what happens to it; files beside it say how it is to be. */
  trace(component: string): string;
  /** Asks a database by the address that a program was given as a variable. */
  sql(url: string, query: string): string;
}

export async function openWorld(spec: Patch): Promise<World> {
  const project = makeProject({ name, environment: "", files });
  const { root } = project;
  const paths = pathsOf(root, name);
  const traces = join(root, "traces");
  mkdirSync(traces);
  const at = (repository: string, environment: string) => ({ repository, environment });
  const others = [at("acme/app", "other"), at("acme/other", "other")];
  const forge = await startGithub("token", at("acme/app", name), others);
  const key = await generateIdentity();
  for (const folder of [root, join(root, "second")]) {
    const value = `from sops in ${folder === root ? "one" : "two"}`;
    await writeSops(folder, value, await identityToRecipient(key));
  }
  const variables = {
    SOPS_AGE_KEY: key,
    GITHUB_API_URL: forge.url,
    CHANGING_ONE: "from variable one",
    CHANGING_TWO: "from variable two",
    CHANGING_CHOSEN: "chosen-by-a-variable",
    CHANGING_URL: "redis://elsewhere.example:6379/0",
    CHANGING_TOKEN: "token",
    CHANGING_SECOND_TOKEN: "second-token",
  };
  for (const [variable, value] of Object.entries(variables)) vi.stubEnv(variable, value);
  const options = { onProgress: () => undefined, install: true };
  const psql = join((await findTool("postgresql", options)).path, "psql");

  let turn: Promise<unknown> = Promise.resolve();
  const andamio = (...words: string[]): Promise<Timed> => {
    const ended = turn.then(() => timed(() => runHere(root, words)));
    turn = ended.catch(() => undefined);
    return ended;
  };
  const must = async (...words: string[]): Promise<string> => {
    const { code, stdout, stderr } = await andamio(...words);
    if (code !== 0) throw new Error(`andamio ${words.join(" ")} ended with ${code}:\n${stdout}${stderr}`);
    return stdout;
  };
  const operations = operate({ name, root });
  let current: unknown = JSON.parse(JSON.stringify(spec).replaceAll("TRACES", traces));
  // JSON is YAML
  const write = (whole: unknown) =>
    project.write(`environments/${name}.yaml`, JSON.stringify(whole, null, 1));
  const listLosses = async (before: unknown, after: unknown): Promise<Plan["losses"]> => {
    const file = "environments/before.yaml";
    project.write(file, JSON.stringify(before));
    write(after);
    try {
      const { stdout, stderr } = await andamio("preview", "--offline", "--against", file, "--json");
      const { losses } = JSON.parse(stdout) as Plan;
      if (losses === undefined) throw new Error(stderr);
      return losses;
    } finally {
      rmSync(join(root, file));
    }
  };
  return {
    root,
    paths,
    forge,
    andamio,
    async change(patches) {
      for (const file of readdirSync(traces)) {
        if (file.endsWith(".found.json")) rmSync(join(traces, file));
        if (!file.includes(".")) appendFileSync(join(traces, file), `${changed}\n`);
      }
      const before = current;
      for (const patch of patches) current = merge(current, patch);
      write(current);
      write({ ...(current as object), acknowledge: agreeTo(await listLosses(before, current)) });
      await must("up");
      write(current);
    },
    async about() {
      const { stdout } = await andamio("status", "--json");
      return JSON.parse(stdout) as Record<string, unknown>;
    },
    async status(component) {
      const found = (await operations.status()).find((unit) => unit.component === component);
      if (!found) throw new Error(`status does not list ${component}`);
      return found;
    },
    trace: (component) => join(traces, component),
    sql: (url, query) => execFileSync(psql, [url, "-qAtc", query], { encoding: "utf8" }).trim(),
    async [Symbol.asyncDispose]() {
      await project[Symbol.asyncDispose]();
      await forge[Symbol.asyncDispose]();
      vi.unstubAllEnvs();
    },
  };
}

/** What a person would write who has read the plan. */
function agreeTo(losses: Plan["losses"]): Record<string, Record<string, object>> {
  const agreed: Record<string, Record<string, object>> = {};
  for (const { component, id } of losses) {
    (agreed[component] ??= {})[id] = { reason: "tried here", owner: "platform@example.com" };
  }
  return agreed;
}

async function timed(work: () => Promise<Ended>): Promise<Timed> {
  const begun = performance.now();
  const ended = await work();
  return { ...ended, seconds: (performance.now() - begun) / 1000 };
}
