/** What talks to others may get out. */
import { listPrograms } from "../programs.ts";
import type { Rule } from "../rule.ts";

const outside = ["SENTRY_DSN", "SMTP_HOST", "SMTP_PASSWORD", "MAIL_SERVER", "MAIL_PASSWORD"];

export const reachesOutside: Rule = {
  name: "reaches-outside",
  about: "A program that is told of a mail server or an error tracker has egress: internet.",
  why: "Where the network is closed, its mails and errors would be lost without a word.",
  levels: { dev: "off", staging: "advisory", prod: "advisory" },
  check: ({ environment }) =>
    listPrograms(environment, ["Service", "Worker"])
      .filter(({ spec }) => spec.egress !== "internet")
      .flatMap(({ at, variables }) => {
        const [first] = outside.filter((name) => (variables.get(name)?.text ?? "") !== "");
        const reason = `it has ${first}, and cannot get out of the environment`;
        return first === undefined ? [] : [{ at: [...at, "egress"], reason, fix: "egress: internet" }];
      }),
  wrong: { components: { api: { egress: "none" } } },
  right: { components: { api: { egress: "none", env: { SENTRY_DSN: "", SMTP_PASSWORD: "" } } } },
};
