/** No secret is built into an image. */
import type { Rule } from "../rule.ts";

const named = /(^|_)(SECRET|TOKEN|PASSWORD|PASSWD|PWD|APIKEY|API_KEY|PRIVATE_KEY|CREDENTIALS?|KEY)($|_)/;
const harmless = /(^|_)PUBLIC(_|$)|_(FILE|PATH|NAME|URL)$/;

export const buildSecrets: Rule = {
  name: "build-secrets",
  about: "No argument of a build is a secret.",
  why: "Arguments stay in the image, where everybody who can fetch it reads them.",
  levels: { dev: "mandatory", staging: "mandatory", prod: "mandatory" },
  check: ({ environment }) =>
    Object.entries(environment.images).flatMap(([name, { args }]) =>
      Object.keys((args ?? {}) as Record<string, string>)
        .filter((argument) => isSecret(argument.toUpperCase()))
        .map((argument) => ({
          at: ["images", name, "args", argument],
          reason: `${argument} would stay in the image`,
          fix: "give it to the program as a variable, from a Secret",
        })),
    ),
  wrong: { images: { app: { args: { NPM_TOKEN: "given" } } } },
  right: { images: { app: { args: { PUBLIC_KEY: "given" } } } },
};

function isSecret(argument: string): boolean {
  return named.test(argument) && !harmless.test(argument);
}
