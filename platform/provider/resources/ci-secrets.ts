/** Secrets and variables of a pipeline: ours are as the environment says, others stay. */
import { isAbsolute, join } from "node:path";

import { openFile } from "../ci/file.ts";
import type { Kind, Pipeline, Texts } from "../ci/pipeline.ts";
import type { Handler, Inputs, Outputs } from "../handler.ts";

const kinds: readonly Kind[] = ["secrets", "variables"];

export const ciSecrets: Handler = {
  async apply(_name, inputs, before) {
    const pipeline = await open(inputs);
    const moved = before && !isSamePlace(inputs, before);
    for (const kind of kinds) {
      const wanted = inputs[kind] as Texts;
      await putAll(pipeline, kind, Object.entries(wanted));
      const known = moved ? [] : namesOf(kind, before);
      for (const name of known.filter((one) => !Object.hasOwn(wanted, one))) {
        await pipeline.remove(kind, name);
      }
    }
    if (moved) await leave(before, pipeline, inputs);
    return Object.fromEntries(kinds.map((kind) => [`${kind}Names`, Object.keys(inputs[kind] as Texts)]));
  },

  async observe(_name, state) {
    const pipeline = await open(state);
    for (const kind of kinds) {
      const there = await pipeline.list(kind);
      const gone = namesOf(kind, state).filter((name) => !there.includes(name));
      if (gone.length > 0) return `${gone.join(", ")} of its ${kind} gone`;
    }
    return undefined;
  },

  remove: (_name, state) => removeAll(state, state),
};

async function putAll(
  pipeline: Pipeline, kind: Kind, values: readonly (readonly [string, string])[],
): Promise<void> {
  for (const [name, value] of values) await pipeline.put(kind, name, value);
}

/** Two files in one folder have one file of variables beside them: what went with the old stays. */
async function leave(before: Outputs, pipeline: Pipeline, inputs: Inputs): Promise<void> {
  await removeAll(before["asked"] as Inputs, before);
  for (const kind of kinds) {
    const there = await pipeline.list(kind);
    const lost = Object.entries(inputs[kind] as Texts).filter(([name]) => !there.includes(name));
    await putAll(pipeline, kind, lost);
  }
}

async function removeAll(inputs: Inputs, names: Outputs): Promise<void> {
  const pipeline = await open(inputs);
  for (const kind of kinds) {
    for (const name of namesOf(kind, names)) await pipeline.remove(kind, name);
  }
}

/** Loaded only where they are used. */
async function open(inputs: Inputs): Promise<Pipeline> {
  const { provider, path = ".secrets", ...rest } = inputs as Inputs & Target;
  if (provider === "file") {
    const root = process.env["ANDAMIO_ROOT"] ?? process.cwd();
    return openFile(isAbsolute(path) ? path : join(root, path));
  }
  if (provider === "gitlab") return (await import("../ci/gitlab.ts")).openGitlab(rest);
  return (await import("../ci/github.ts")).openGithub(rest);
}

interface Target {
  provider: "github" | "gitlab" | "file";
  repository: string;
  scope: string;
  token: string;
  path?: string;
}

function isSamePlace(inputs: Inputs, before: Outputs): boolean {
  const asked = before["asked"] as Outputs | undefined;
  return ["provider", "repository", "scope", "path"].every((key) => inputs[key] === asked?.[key]);
}

function namesOf(kind: Kind, outputs: Outputs | undefined): string[] {
  return (outputs?.[`${kind}Names`] ?? []) as string[];
}
