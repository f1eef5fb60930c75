/** Somebody knows what happens while the only server of its kind restarts. */
import { listComponents } from "../programs.ts";
import type { Rule } from "../rule.ts";

export const statefulReplicas: Rule = {
  name: "stateful-replicas",
  about: "A Redis that keeps data runs elsewhere with copies, or the one server is accepted.",
  why: "While the only server restarts, queues and limits stand still.",
  levels: { dev: "off", staging: "off", prod: "advisory" },
  check: ({ environment }) =>
    listComponents(environment, ["Redis"])
      .filter(({ spec }) => spec.managed === undefined && spec.persistence !== "none")
      .map(({ at }) => ({
        at,
        reason: "it is one server without a copy",
        fix: "managed: { url: … }, or a waiver that says why one is enough",
      })),
  wrong: { policies: { waivers: { "one-cache": null } } },
  right: { policies: { waivers: { "one-cache": null } }, components: { cache: { persistence: "none" }, tasks: { env: { REDIS_URL: "" } } } },
};
