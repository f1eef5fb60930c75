/** A Service can say that it is ready, and that it lives; these are two questions. */
import { listPrograms } from "../programs.ts";
import type { Complaint, Rule } from "../rule.ts";

export const healthPaths: Rule = {
  name: "health-paths",
  about: "A Service has a health.path or command, and another path as its health.livePath.",
  why: "Traffic reaches what cannot serve; or an outage of the database restarts everything.",
  levels: { dev: "advisory", staging: "mandatory", prod: "mandatory" },
  check: ({ environment }) =>
    listPrograms(environment, ["Service"]).flatMap(({ at, spec }): Complaint[] => {
      const health = (spec.health ?? {}) as { path?: string; livePath?: string; command?: unknown };
      const where = [...at, "health"];
      const fix = "health: { path: /health, livePath: /livez }";
      if (health.path === undefined && health.command === undefined) {
        return [{ at: where, reason: "it cannot say that it is ready", fix }];
      }
      if (health.livePath === undefined) {
        return [{ at: where, reason: "nothing restarts it when it hangs", fix }];
      }
      const reason = "one path says that it is ready and that it lives";
      return health.livePath === health.path ? [{ at: [...where, "livePath"], reason, fix }] : [];
    }),
  wrong: { components: { api: { health: { livePath: "/health" } } } },
  right: { components: { api: { health: { path: "/healthz", livePath: "/livez" } } } },
};
