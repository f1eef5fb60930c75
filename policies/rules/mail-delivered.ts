/** Mails reach people. */
import { listPrograms, plainText } from "../programs.ts";
import type { Rule } from "../rule.ts";

export const mailDelivered: Rule = {
  name: "mail-delivered",
  about: "MAIL_TRANSPORT is neither log nor none.",
  why: "Whoever waits for a mail waits for ever, and nothing says so.",
  levels: { dev: "off", staging: "off", prod: "advisory" },
  check: ({ environment }) =>
    listPrograms(environment, ["Service", "Worker"]).flatMap(({ name, variables }) => {
      const transport = variables.get("MAIL_TRANSPORT");
      const text = transport && plainText(transport.text, environment);
      return transport && ["log", "none"].includes(text ?? "none")
        ? [{ at: transport.at, component: name, reason: "mails are not sent", fix: "MAIL_TRANSPORT: smtp" }]
        : [];
    }),
  wrong: { envGroups: { app: { MAIL_TRANSPORT: "log" } } },
  right: { envGroups: { app: { MAIL_TRANSPORT: "smtp" } } },
};
