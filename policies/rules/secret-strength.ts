/** Secrets are long enough not to be guessed. */
import { listReferences } from "../../platform/spec/references.ts";
import { listComponents, listPrograms } from "../programs.ts";
import type { Complaint, Judged, Rule } from "../rule.ts";

const least = 32;

export const secretStrength: Rule = {
  name: "secret-strength",
  about: "A generated Secret has at least 32 random bytes, and no key that signs may have fewer.",
  why: "A short signing key can be found from what it signed.",
  levels: { dev: "off", staging: "advisory", prod: "mandatory" },
  check({ environment }) {
    const signing = listSigning(environment);
    return listComponents(environment, ["Secret"]).flatMap(({ name, at, spec }): Complaint[] => {
      const { bytes = least } = (spec.generate ?? {}) as { bytes?: number };
      const asked = signing.has(name) ? Number(spec.minBytes ?? least) : least;
      if (bytes < least) return [few(bytes, [...at, "generate", "bytes"])];
      return asked < least ? [few(asked, [...at, "minBytes"])] : [];
    });
  },
  wrong: { components: { "jwt-key": { generate: { bytes: 16 } } } },
  right: { components: { "jwt-key": { generate: { bytes: 32 } } } },
};

function few(bytes: number, at: readonly string[]): Complaint {
  return { at, reason: `${bytes} bytes are few`, fix: `${at.at(-1)}: ${least}` };
}

/** Passwords and addresses that others made have their own lengths. */
function listSigning(environment: Judged): Set<string> {
  const variables = listPrograms(environment).flatMap((program) => [...program.variables.values()]);
  const signing = variables.filter(({ name }) => /(SECRET|JWT|SIGNING)/.test(name));
  return new Set(signing.flatMap(({ text }) => listReferences(text)).map((one) => one.component));
}
