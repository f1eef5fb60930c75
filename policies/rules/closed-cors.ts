/** Other sites may call a Service only when they are named. */
import { parseText } from "../../platform/spec/references.ts";
import { listPrograms, plainText, type Variable } from "../programs.ts";
import type { Judged, Rule } from "../rule.ts";

const fix = "CORS_ALLOWED_ORIGINS: https://app.example.com, or ${api.publicUrl}";

export const closedCors: Rule = {
  name: "closed-cors",
  about: "CORS_ALLOWED_ORIGINS of every Service lists https origins, and never all of them.",
  why: "With an open list any page that a user visits can work with the user's own session.",
  levels: { dev: "off", staging: "mandatory", prod: "mandatory" },
  requirements: ["L001-61"],
  check: ({ environment }) =>
    listPrograms(environment, ["Service"]).flatMap(({ name, at, variables }) => {
      const origins = variables.get("CORS_ALLOWED_ORIGINS");
      if (!origins || origins.text.trim() === "") {
        const reason = "CORS_ALLOWED_ORIGINS is not set";
        return [{ at: origins?.at ?? at, component: name, reason, fix }];
      }
      const reason = findFault(origins, environment);
      return reason === undefined ? [] : [{ at: origins.at, component: name, reason, fix }];
    }),
  wrong: { envGroups: { app: { CORS_ALLOWED_ORIGINS: "*" } } },
  right: { envGroups: { app: { CORS_ALLOWED_ORIGINS: "https://app.example.com" } } },
};

function findFault({ text }: Variable, environment: Judged): string | undefined {
  for (const origin of text.split(",").map((one) => one.trim())) {
    const plain = plainText(origin, environment);
    if (plain === undefined && !isPublic(origin, environment)) {
      return `what "${origin}" allows cannot be known`;
    }
    if (plain?.includes("*")) return "CORS_ALLOWED_ORIGINS allows every origin";
    if (plain !== undefined && !plain.startsWith("https://")) return `"${plain}" is not https`;
  }
  return undefined;
}

/** The public address of something with a route, which is https by another rule. */
function isPublic(text: string, { components }: Judged): boolean {
  const [part, ...more] = parseText(text);
  if (part?.type !== "reference" || more.length > 0 || part.output !== "publicUrl") return false;
  return components[part.component]?.route !== undefined;
}
