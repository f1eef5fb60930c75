/** Nothing reserves more than it may use. */
import { parseSize } from "../../platform/spec/size.ts";
import { listPrograms } from "../programs.ts";
import type { Complaint, Rule } from "../rule.ts";

export const requestsWithinLimits: Rule = {
  name: "requests-within-limits",
  about: "What a program reserves is no more than the most that it gets.",
  why: "Kubernetes refuses it when it is deployed.",
  levels: { dev: "mandatory", staging: "mandatory", prod: "mandatory" },
  check: ({ environment }) =>
    listPrograms(environment).flatMap(({ at, spec }): Complaint[] => {
      const { cpu, memory } = (spec.requests ?? {}) as { cpu?: number; memory?: string };
      const most = { cpu: Number(spec.cpu ?? 0.5), memory: String(spec.memory ?? "512Mi") };
      return [
        ...(cpu !== undefined && cpu > most.cpu
          ? [{ at: [...at, "requests", "cpu"], reason: `${cpu} is more than cpu: ${most.cpu}`, fix: `cpu: ${cpu}` }]
          : []),
        ...(memory !== undefined && parseSize(memory) > parseSize(most.memory)
          ? [
              {
                at: [...at, "requests", "memory"],
                reason: `${memory} is more than memory: ${most.memory}`,
                fix: `memory: ${memory}`,
              },
            ]
          : []),
      ];
    }),
  wrong: { components: { api: { requests: { memory: "1Gi" } } } },
  right: { components: { api: { requests: { memory: "1Gi" }, memory: "1Gi" } } },
};
