/** What is public is encrypted. */
import { listComponents } from "../programs.ts";
import type { Rule } from "../rule.ts";

export const https: Rule = {
  name: "https",
  about: "Everything that the public reaches is reached by HTTPS.",
  why: "Passwords and sessions could be read on the way.",
  levels: { dev: "off", staging: "mandatory", prod: "mandatory" },
  requirements: ["L001-62", "L001-67"],
  check({ environment }) {
    const { tls } = environment;
    const encrypted = tls !== undefined && tls.mode !== "off";
    const where = tls ? ["tls", "mode"] : undefined;
    return listComponents(environment, ["Service", "Static"]).flatMap(({ name, at, spec }) => {
      const open = (spec.publish as { address?: string } | undefined)?.address === "all";
      return [
        ...(spec.route !== undefined && !encrypted
          ? [
              {
                at: where ?? [...at, "route"],
                component: name,
                reason: "its public address is not encrypted",
                fix: "tls: { mode: acme, email: platform@example.com }",
              },
            ]
          : []),
        ...(open
          ? [
              {
                at: [...at, "publish", "address"],
                reason: "everyone reaches its port by plain HTTP",
                fix: "publish it on loopback, and give it a route",
              },
            ]
          : []),
      ];
    });
  },
  wrong: { tls: { mode: "off" } },
  right: { tls: { mode: "internal" } },
};
