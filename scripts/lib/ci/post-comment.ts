/** Puts one comment on a pull request, and later changes that one instead of writing another. */

import { PlatformError } from "../../../platform/errors.ts";
import { openGithubApi } from "../../../platform/provider/ci/ask-github.ts";
import { refuseAnswer } from "../../../platform/provider/ci/patience.ts";
import type { PullRequest } from "./pull-request.ts";
import { marker } from "./render-comment.ts";

interface Comment {
  id: number;
  body?: string;
  user: { type: string } | null;
}

export type Posted = "posted" | "changed" | "the same";

/** Throws `tool_failed` where GitHub refuses. */
export async function postComment(
  { repository, number }: PullRequest, body: string, token: string,
): Promise<Posted> {
  const ask = openApi(repository, token);
  const known = await findComment(ask, number);
  if (known?.body === body) return "the same";
  if (known) await ask("PATCH /repos/{owner}/{repo}/issues/comments/{id}", { id: known.id, body });
  else await ask("POST /repos/{owner}/{repo}/issues/{number}/comments", { number, body });
  return known ? "changed" : "posted";
}

type Ask = (route: string, given: object) => Promise<unknown>;

/** Another's comment that looks the same is left alone. */
async function findComment(ask: Ask, number: number): Promise<Comment | undefined> {
  const route = "GET /repos/{owner}/{repo}/issues/{number}/comments";
  for (let page = 1; ; page += 1) {
    const all = (await ask(route, { number, per_page: 100, page })) as Comment[];
    const own = all.find(({ body, user }) => user?.type === "Bot" && body?.startsWith(marker));
    if (own ?? all.length < 100) return own;
  }
}

function openApi(repository: string, token: string): Ask {
  const github = openGithubApi(token);
  const [owner, repo] = repository.split("/");
  return async (route, given) => {
    const answer = await github(route, { owner, repo, ...given });
    if (answer.status < 300) return answer.body;
    if (answer.status === 403) throw mayNot(repository);
    throw refuseAnswer(answer, "GitHub", `${route.split(" ")[0]} for ${repository}`);
  };
}

function mayNot(repository: string): PlatformError {
  return new PlatformError("tool_failed", `GitHub lets this run write no comment in ${repository}`, {
    hint: "permissions: { pull-requests: write } in the workflow, as andamio ci workflows writes it",
  });
}
