/** Plain HTTP leads to HTTPS. */
import type { Rule } from "../rule.ts";

export const httpsRedirect: Rule = {
  name: "https-redirect",
  about: "A request by plain HTTP is sent on to HTTPS.",
  why: "What answers by plain HTTP is used by plain HTTP.",
  levels: { dev: "off", staging: "advisory", prod: "mandatory" },
  requirements: ["L001-67"],
  check: ({ environment: { tls } }) =>
    tls?.redirect === false && tls.mode !== "off"
      ? [{ at: ["tls", "redirect"], reason: "plain HTTP is answered", fix: "redirect: true" }]
      : [],
  mend: () => true,
  wrong: { tls: { redirect: false } },
  right: { tls: { redirect: true } },
};
