/** Browsers are told to come back by HTTPS alone. */
import { parseDuration } from "../../platform/spec/duration.ts";
import type { Rule } from "../rule.ts";

const year = "365d";

export const hsts: Rule = {
  name: "hsts",
  about: "Browsers are told for a year or longer to use HTTPS alone.",
  why: "The first request of each visit could be led elsewhere before it is encrypted.",
  levels: { dev: "off", staging: "advisory", prod: "mandatory" },
  requirements: ["L001-68"],
  check: ({ environment: { tls } }) =>
    tls && tls.mode !== "off" && parseDuration(tls.hsts) < parseDuration(year)
      ? [{ at: ["tls", "hsts"], reason: `${tls.hsts} is less than a year`, fix: `hsts: ${year}` }]
      : [],
  mend: () => year,
  wrong: { tls: { hsts: "30d" } },
  right: { tls: { hsts: "730d" } },
};
