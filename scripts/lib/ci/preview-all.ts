/**
 * What a pull request would change in all environments: as files, as the summary of the run, and as
 * one comment. Needs no credentials.
 */

import { join } from "node:path";

import { maskSecrets } from "../../../platform/masking/known-secrets.ts";
import { findFork, refuseShallow } from "../git.ts";
import type { Call } from "../verb.ts";
import { listOwn } from "../workflows/read-environments.ts";
import { appendReport, writeReport } from "../write-report.ts";
import { type Previewed, previewEnvironments, writePlans } from "./preview-environments.ts";
import { type PullRequest, readPullRequest } from "./pull-request.ts";
import { renderComment } from "./render-comment.ts";

/** Exit code 2 where an environment has faults, or breaks a rule. */
export async function previewAll(call: Call, names: readonly string[]): Promise<number> {
  const { root, output, flags } = call;
  refuseShallow(root);
  const request = readPullRequest();
  const base = findFork(root, String(flags.against ?? request?.base ?? "origin/main"));
  const environments = names.length > 0 ? names : listOwn(root);
  const previewed = previewEnvironments({ root, environments, against: base, now: readTime() });
  const head = request?.head ?? findFork(root, "HEAD");
  const comment = renderComment(previewed, { head, base, run: findRun() });
  writeAll(join(root, "reports/preview"), previewed, comment);
  const posted = await tell(comment, request);
  const ok = previewed.every(({ plan }) => plan?.refused.length === 0);
  output.note(`comment: ${posted}`);
  output.document({ ok, comment: posted, environments: previewed.map(describe) }, comment);
  return ok ? 0 : 2;
}

/** To the minute, because no schedule is finer. */
function readTime(): Date {
  const now = new Date();
  now.setUTCSeconds(0, 0);
  return now;
}

function writeAll(folder: string, previewed: readonly Previewed[], comment: string): void {
  writePlans(folder, previewed);
  writeReport(join(folder, "comment.md"), comment);
  const { GITHUB_STEP_SUMMARY: summary } = process.env;
  if (summary) appendReport(summary, comment);
}

async function tell(comment: string, request: PullRequest | undefined): Promise<string> {
  const { GITHUB_TOKEN: token } = process.env;
  if (!request) return "none, because there is no pull request";
  if (request.isFork) return "none, because a fork may write nothing here";
  if (!token) return "none, because there is no GITHUB_TOKEN";
  const { postComment } = await import("./post-comment.ts");
  return postComment(request, maskSecrets(comment), token);
}

function findRun(): string | undefined {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: id } =
    process.env;
  return server && repository && id ? `${server}/${repository}/actions/runs/${id}` : undefined;
}

function describe({ name, plan, fault }: Previewed) {
  const { changed, impact, refused } = plan ?? {};
  return { environment: name, changed, impact, refused: refused?.length, fault: fault?.message };
}
