/** The branch that a pipeline runs for: what CI says, else the one that is checked out. */

import { currentBranch } from "../git.ts";

/** Variables that hold a branch's name, by the system that sets them. */
const named = [
  ["GitLab", "CI_COMMIT_BRANCH"],
  ["Bitbucket", "BITBUCKET_BRANCH"],
  ["CircleCI", "CIRCLE_BRANCH"],
  ["Buildkite", "BUILDKITE_BRANCH"],
  ["Drone, Woodpecker", "DRONE_BRANCH"],
  ["Jenkins", "BRANCH_NAME"],
] as const;

export const branchVariables = ["GITHUB_REF_NAME", ...named.map(([, name]) => name)];

/** Undefined where nothing says it: a detached checkout outside of CI, or one of a tag. */
export function findBranch(
  root: string, variables: NodeJS.ProcessEnv = process.env,
): string | undefined {
  const { GITHUB_REF_NAME: ref, GITHUB_REF_TYPE: type, BUILD_SOURCEBRANCH: azure } = variables;
  if (ref) return type === undefined || type === "branch" ? ref : undefined;
  const [, ofAzure] = /^refs\/heads\/(.+)$/.exec(azure ?? "") ?? [];
  const known = named.flatMap(([, name]) => variables[name] || []);
  return known[0] ?? ofAzure ?? currentBranch(root);
}
