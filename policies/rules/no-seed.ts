/** No sample users where real ones are. */
import { listPrograms, listWords } from "../programs.ts";
import type { Rule } from "../rule.ts";

const seeds = ["seed", "sample-data", "migrate-dummy"];

export const noSeed: Rule = {
  name: "no-seed",
  about: "No Job or CronJob fills the database with sample data and users.",
  why: "Their passwords are known to everybody who read the source.",
  levels: { dev: "off", staging: "mandatory", prod: "mandatory" },
  requirements: ["N003-82"],
  check: ({ environment }) =>
    listPrograms(environment)
      .filter((program) => listWords(program).some((word) => seeds.includes(word)))
      .map(({ at }) => ({
        at: [...at, "command"],
        reason: "it brings sample users with known passwords",
        fix: "remove it here: NAME: null; the first user is made by create-admin",
      })),
  wrong: {
    components: { seed: { kind: "Job", image: "app", command: ["node", "dist/jobs.js", "seed"] } },
  },
  right: {
    components: {
      seed: { kind: "Job", image: "app", command: ["node", "dist/jobs.js", "check-migrations"] },
    },
  },
};
