/** One replica may go without the Service going. */
import { listPrograms } from "../programs.ts";
import type { Rule } from "../rule.ts";

export const minReplicas: Rule = {
  name: "min-replicas",
  about: "A Service has at least two replicas.",
  why: "When its only process dies or its machine is restarted, nobody answers.",
  levels: { dev: "off", staging: "off", prod: "mandatory" },
  check: ({ environment }) =>
    listPrograms(environment, ["Service"])
      .filter(({ spec }) => Number(spec.replicas ?? 1) < 2)
      .map(({ at, spec }) => ({
        at: [...at, "replicas"],
        reason: Number(spec.replicas ?? 1) === 0 ? "nothing of it runs" : "only one of it runs",
        fix: "replicas: 2",
      })),
  wrong: { components: { api: { replicas: 1 } } },
  right: { components: { api: { replicas: 3 } } },
};
