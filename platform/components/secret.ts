/** Secret: a value that is named and never written. */
import type { Primitives } from "../targets/primitives.ts";
import { defineComponent } from "./component.ts";
import { contractFields } from "./secret-contract.ts";
import { checkSources, fromField } from "./secret-sources.ts";

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
      from: fromField,
      optional: {
        type: "boolean",
        default: false,
        description: "Absent, the variables that name it are left out; otherwise that is an error.",
        examples: [true],
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
    {
      title: "from a file of SOPS",
      spec: { from: { sops: "./secrets/prod.yaml", key: "database.password" } },
    },
    {
      title: "from a command, and left out where it prints nothing",
      spec: { from: { command: ["pass", "show", "sentry"] }, optional: true },
    },
  ],
  outputs: () => ({ value: { secret: true, first: true } }),
  check: (name, { generate, from }) => checkSources(name, generate, from),
  lower(name, { generate, from }, { emit }) {
    const primitive = from ? { source: { $source: from as SourceOf, secret: name } } : { generate };
    const { value } = emit("secret", name, primitive);
    return { value };
  },
});

/** The check above has seen that there is exactly one. */
type SourceOf = NonNullable<Primitives["secret"]["source"]>["$source"];
