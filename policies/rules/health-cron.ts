/** Something asks at times whether the environment is well. */
import { listPrograms, listWords } from "../programs.ts";
import type { Rule } from "../rule.ts";

const fix =
  "a CronJob with schedule: \"*/5 * * * *\", command: [node, dist/jobs.js, health-check] and API_URL: ${api.url}";

export const healthCron: Rule = {
  name: "health-cron",
  about: "A CronJob that is not suspended asks the Services at times whether they are well.",
  why: "Otherwise the first to notice are the users.",
  levels: { dev: "off", staging: "advisory", prod: "mandatory" },
  requirements: ["L001-72"],
  check({ environment }) {
    if (listPrograms(environment, ["Service"]).length === 0) return [];
    const asking = listPrograms(environment, ["CronJob"]).filter((program) => {
      const asks = program.uses.some(({ component }) => environment.components[component]?.kind === "Service");
      return asks || listWords(program).some((word) => /health/.test(word));
    });
    if (asking.some(({ spec }) => spec.suspended !== true)) return [];
    const [first] = asking;
    return [
      first
        ? { at: [...first.at, "suspended"], reason: "the health check is suspended", fix: "suspended: false" }
        : { at: ["components"], reason: "no CronJob checks the health of the Services", fix },
    ];
  },
  wrong: { components: { "health-check": { suspended: true } } },
  right: { components: { "health-check": { suspended: false, schedule: "*/10 * * * *" } } },
};
