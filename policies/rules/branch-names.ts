/** Environments are deployed from the branches that the team has. */
import type { Rule } from "../rule.ts";

const known = /^(main|develop|feature\/[a-z0-9][a-z0-9._-]*)$/;

export const branchNames: Rule = {
  name: "branch-names",
  about: "branch is main, develop or feature/NAME, and that of profile prod is main.",
  why: "What was not merged and tried would be deployed.",
  levels: { dev: "advisory", staging: "mandatory", prod: "mandatory" },
  requirements: ["N003-168"],
  check({ environment: { branch, profile } }) {
    if (branch === undefined) return [];
    const at = ["branch"];
    if (!known.test(branch)) {
      return [{ at, reason: `"${branch}" is no branch of ours`, fix: "main, develop or feature/NAME" }];
    }
    return profile === "prod" && branch !== "main"
      ? [{ at, reason: `"${branch}" is not what production runs`, fix: "branch: main" }]
      : [];
  },
  wrong: { branch: "develop" },
  right: { branch: "main" },
};
