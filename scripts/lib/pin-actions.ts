/** Actions that workflows name by a tag or branch, and the commits that GitHub says they are. */

import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { isPlatformError } from "../../platform/errors.ts";
import { type AskGithub, openGithubApi } from "../../platform/provider/ci/ask-github.ts";
import type { Place } from "../../platform/spec/source.ts";
import { makeWorkflows } from "./workflows/index.ts";
import { readPipelineEnvironments } from "./workflows/read-environments.ts";

export interface PinnedAction {
  field: "uses";
  /** As `actions/checkout@v4`. */
  image: string;
  pinned?: string;
  /** Why it stays. */
  why?: string;
  /** What a reader of the file wants to know beside a commit. */
  note: string;
  place: Place;
}

const uses = /^\s*(?:-\s+)?uses:\s*["']?([\w.-]+(?:\/[\w.-]+)+)@([\w./-]+)/;
const commit = /^[0-9a-f]{40}$/;

export async function pinActions(root: string): Promise<PinnedAction[]> {
  const token = process.env.GITHUB_TOKEN ?? process.env.GH_TOKEN ?? "";
  const github = openGithubApi(token, 1);
  const generated = makeWorkflows(readPipelineEnvironments(root));
  const found: PinnedAction[] = [];
  for (const { action, ref, place } of listActions(root)) {
    const answer = Object.hasOwn(generated, place.file)
      ? { why: "its file is generated, with the commits that Andamio knows" }
      : await lookUp(github, action, ref);
    found.push({ field: "uses", image: `${action}@${ref}`, note: ref, place, ...answer });
  }
  return found;
}

function listActions(root: string): { action: string; ref: string; place: Place }[] {
  const files = globSync(".github/workflows/*.y{a,}ml", { cwd: root }).sort();
  return files.flatMap((file) =>
    readFileSync(join(root, file), "utf8").split("\n").flatMap((line, at) => {
      const [, action, ref] = uses.exec(line) ?? [];
      if (action === undefined || ref === undefined || commit.test(ref)) return [];
      const image = `${action}@${ref}`;
      const place = { file, line: at + 1, column: line.indexOf(image) + 1, length: image.length };
      return [{ action, ref, place }];
    }));
}

async function lookUp(
  github: AskGithub, action: string, ref: string,
): Promise<{ pinned: string } | { why: string }> {
  const [owner, repo] = action.split("/");
  const asked = { owner, repo, ref };
  try {
    const { status, body } = await github("GET /repos/{owner}/{repo}/commits/{ref}", asked);
    const { sha } = Object(body) as { sha?: string };
    if (status === 200 && sha !== undefined && commit.test(sha)) return { pinned: `${action}@${sha}` };
    const isUnknown = status === 404 || status === 422;
    return { why: isUnknown ? "GitHub does not have it" : `GitHub answered ${status}` };
  } catch (error) {
    if (!isPlatformError(error)) throw error;
    return { why: error.message };
  }
}
