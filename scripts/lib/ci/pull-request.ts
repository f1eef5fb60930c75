/** The pull request that a run of GitHub Actions is for, as its event says. */

import { readFileSync } from "node:fs";

export interface PullRequest {
  number: number;
  /** Owner and name. */
  repository: string;
  /** The commit that it is to be merged into. */
  base: string;
  /** Its newest commit. */
  head: string;
  /** Whether it comes from another repository: then nothing here may be written. */
  isFork: boolean;
}

interface Event {
  pull_request?: {
    number: number;
    base: { sha: string; repo: { full_name: string } };
    /** Of a fork that is gone there is no repository. */
    head: { sha: string; repo: { full_name: string } | null };
  };
}

/** Nothing for other events, and outside of a pipeline. */
export function readPullRequest(file = process.env.GITHUB_EVENT_PATH): PullRequest | undefined {
  if (!file) return undefined;
  const { pull_request: found } = JSON.parse(readFileSync(file, "utf8")) as Event;
  if (!found) return undefined;
  const { number, base, head } = found;
  const { full_name: repository } = base.repo;
  const isFork = head.repo?.full_name !== repository;
  return { number, repository, base: base.sha, head: head.sha, isFork };
}
