/** Other sites may call a Service only when they are named. */
import { parseText } from "../../platform/spec/references.ts";
import { defaultText, listMeant, listPrograms, plainText } from "../programs.ts";
import type { Judged, Rule } from "../rule.ts";

const origins = "https://app.example.com, or ${api.publicUrl}";

export const closedCors: Rule = {
  name: "closed-cors",
  about:
    "The origins that may call a Service (CORS_ALLOWED_ORIGINS, or what its image declares) are https, and never all of them.",
  why: "With an open list any page that a user visits can work with the user's own session.",
  levels: { dev: "off", staging: "mandatory", prod: "mandatory" },
  requirements: ["L001-61"],
  check: ({ environment }) =>
    listPrograms(environment, ["Service"]).flatMap((program) =>
      listMeant(program, "cors-origins").flatMap((meant) => {
        const { name, variable } = meant;
        const text = variable?.text ?? defaultText(program, meant) ?? "";
        const at = variable?.at ?? program.at;
        const reason = text.trim() === "" ? `${name} is not set` : findFault(name, text, environment);
        const fix = `${name}: ${origins}`;
        return reason === undefined ? [] : [{ at, component: program.name, reason, fix }];
      }),
    ),
  wrong: { envGroups: { app: { CORS_ALLOWED_ORIGINS: "*" } } },
  right: { envGroups: { app: { CORS_ALLOWED_ORIGINS: "https://app.example.com" } } },
};

function findFault(name: string, text: string, environment: Judged): string | undefined {
  for (const origin of text.split(",").map((one) => one.trim())) {
    const plain = plainText(origin, environment);
    if (plain === undefined && !isPublic(origin, environment)) {
      return `what "${origin}" allows cannot be known`;
    }
    if (plain?.includes("*")) return `${name} allows every origin`;
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
