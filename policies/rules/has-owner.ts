/** Somebody answers for the environment. */
import type { Rule } from "../rule.ts";

export const hasOwner: Rule = {
  name: "has-owner",
  about: "The environment says who answers for it.",
  why: "At night somebody has to be called.",
  levels: { dev: "off", staging: "advisory", prod: "advisory" },
  check: ({ environment: { owner } }) =>
    owner === undefined || owner.trim() === ""
      ? [{ at: ["owner"], reason: "nobody answers for it", fix: "owner: platform@example.com" }]
      : [],
  wrong: { owner: null },
  right: { owner: "web@example.com" },
};
