/** Secret: a value that is named and never written. */
import type { Primitives } from "../targets/primitives.ts";
import { defineComponent } from "./component.ts";
import { contractFields } from "./secret-contract.ts";

export const Secret = defineComponent({
  kind: "Secret",
  roles: [],
  schema: {
    type: "object",
    additionalProperties: false,
    description:
      "A value that is named here and never written: generated once, or read from elsewhere. Give one of `generate` and `from`.",
    properties: {
      generate: {
        type: "object",
        additionalProperties: false,
        properties: {
          bytes: {
            type: "integer",
            minimum: 16,
            maximum: 1024,
            default: 32,
            description: "Random bytes in it.",
            examples: [48],
          },
          format: {
            type: "string",
            enum: ["base64url", "hex"],
            default: "base64url",
            description: "How they are written.",
            examples: ["hex"],
          },
        },
        description: "Made once, and kept with the data that it opens.",
        examples: [{ bytes: 48 }],
      },
      from: {
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
            description: "File that holds it.",
            examples: ["./secrets/dsn"],
          },
          config: {
            type: "string",
            form: "config key",
            description: "Key of the stack's configuration.",
            examples: ["sentryDsn"],
          },
        },
        description: "Read when the environment is deployed; give one of the three.",
        examples: [{ variable: "SENTRY_DSN" }],
      },
      ...contractFields,
    },
  },
  examples: [
    { title: "a generated key", spec: { generate: { bytes: 48 } } },
    { title: "a generated key in hexadecimal", spec: { generate: { format: "hex" } } },
    { title: "from a variable of whoever deploys", spec: { from: { variable: "SENTRY_DSN" } } },
    { title: "from a file", spec: { from: { file: "./secrets/dsn" } } },
    { title: "from the stack's configuration", spec: { from: { config: "sentryDsn" } } },
  ],
  outputs: () => ({ value: { secret: true, first: true } }),
  check(name, { generate, from }) {
    const sources = Object.keys(from ?? {});
    if ((generate === undefined) === (from === undefined)) {
      const message = `Secret "${name}" has ${generate ? "both" : "neither"} "generate" ${generate ? "and" : "nor"} "from"`;
      return [
        {
          code: "one-of",
          message,
          at: generate ? ["from"] : [],
          help: `hint: ${generate ? "keep one of them" : "generate: { bytes: 32 } makes one, from: { variable: NAME } reads one"}`,
        },
      ];
    }
    if (from === undefined || sources.length === 1) return [];
    const message = `"from" of Secret "${name}" has ${sources.length === 0 ? "no source" : `${sources.length} sources`}`;
    return [
      { code: "one-of", message, at: ["from"], help: "hint: give one of variable, file, config" },
    ];
  },
  lower(name, { generate, from }, { emit }) {
    const primitive = from ? { source: { $source: from as SourceOf, secret: name } } : { generate };
    const { value } = emit("secret", name, primitive);
    return { value };
  },
});

/** The check above has seen that there is exactly one. */
type SourceOf = NonNullable<Primitives["secret"]["source"]>["$source"];
