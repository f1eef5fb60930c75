/** Databases and caches are not reached from outside. */
import { listComponents } from "../programs.ts";
import type { Rule } from "../rule.ts";

export const privateStores: Rule = {
  name: "private-stores",
  about: "The port of a Database or Redis is open to this host at most.",
  why: "Servers on public addresses are found within minutes, and their passwords tried.",
  levels: { dev: "advisory", staging: "mandatory", prod: "mandatory" },
  check: ({ environment }) =>
    listComponents(environment, ["Database", "Redis"])
      .filter(({ spec }) => (spec.publish as { address?: string } | undefined)?.address === "all")
      .map(({ at }) => ({
        at: [...at, "publish", "address"],
        reason: "everyone reaches its port",
        fix: "address: loopback, and a tunnel for who must get in",
      })),
  wrong: { components: { db: { publish: { port: 5433, address: "all" } } } },
  right: { components: { db: { publish: { port: 5433 } } } },
};
