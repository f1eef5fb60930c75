/** Where a Secret comes from: generated here, or one of several sources. */
import type { Complaint } from "../spec/catalogue.ts";
import type { Property } from "../spec/schema.ts";

const sources = ["variable", "file", "config", "sops", "command"];

export const fromField = {
  type: "object",
  additionalProperties: false,
  properties: {
    variable: {
      type: "string",
      form: "variable",
      description: "Variable of whoever deploys.",
      examples: ["SENTRY_DSN"],
    },
    file: {
      type: "string",
      form: "path",
      description:
        "File that holds it. Bytes that are no text in UTF-8 come to a program as a file alone, by `secretsAs: file`.",
      examples: ["./secrets/dsn"],
    },
    config: {
      type: "string",
      form: "config key",
      description: "Key of the stack's configuration.",
      examples: ["sentryDsn"],
    },
    sops: {
      type: "string",
      form: "path",
      description: "File that SOPS encrypted for age, with `key`; opened by the keys that sops uses.",
      examples: ["./secrets/prod.yaml"],
    },
    key: {
      type: "string",
      description: "Way to the value in the file of `sops`.",
      examples: ["database.password"],
    },
    command: {
      type: "array",
      minItems: 1,
      items: { type: "string" },
      description: "Command line that prints it, started in the project's root.",
      examples: [["pass", "show", "sentry"]],
    },
  },
  description: "Read when the environment is deployed; give one of them.",
  examples: [{ variable: "SENTRY_DSN" }],
} as const satisfies Property;

type Sources = Readonly<Record<string, unknown>>;

/** Exactly one, and a key where there is a file of SOPS. */
export function checkSources(name: string, generate: unknown, from?: Sources): Complaint[] {
  if ((generate === undefined) === (from === undefined)) {
    const both = generate !== undefined;
    const message = `Secret "${name}" has ${both ? "both" : "neither"} "generate" ${both ? "and" : "nor"} "from"`;
    const help = both
      ? "keep one of them"
      : "generate: { bytes: 32 } makes one, from: { variable: NAME } reads one";
    return [{ code: "one-of", message, at: both ? ["from"] : [], help: `hint: ${help}` }];
  }
  if (from === undefined) return [];
  const given = Object.keys(from).filter((key) => sources.includes(key) && from[key] !== undefined);
  if (given.length !== 1) return [refuseCount(name, given.length)];
  const sealed = from.sops !== undefined;
  if (sealed === (from.key !== undefined)) return [];
  const message = `"from" of Secret "${name}" has ${sealed ? "no \"key\" for" : "a \"key\" without"} "sops"`;
  const help = "hint: from: { sops: ./secrets/prod.yaml, key: database.password }";
  return [{ code: "one-of", message, at: ["from"], help }];
}

function refuseCount(name: string, count: number): Complaint {
  const message = `"from" of Secret "${name}" has ${count === 0 ? "no source" : `${count} sources`}`;
  return { code: "one-of", message, at: ["from"], help: `hint: give one of ${sources.join(", ")}` };
}
