/** Secret: a value that is named and never written. */
import { parseDuration } from "../spec/duration.ts";
import type { Verdict } from "../spec/impact.ts";
import type { Primitives } from "../targets/primitives.ts";
import { defineComponent, type Outputs } from "./component.ts";
import { contractFields } from "./secret-contract.ts";
import { checkSources, fromField } from "./secret-sources.ts";
import { unseen } from "./verdicts.ts";

const kept: Verdict = { impact: "no-op", reason: "the value stays until it is rotated" };
const another: Verdict = {
  impact: "rolling", reason: "who uses it gets another value", changesOutputs: true,
};

export const Secret = defineComponent({
  kind: "Secret",
  roles: ["previous"],
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
    { title: "a key that signs, for half a year", spec: { maxAge: "180d", overlap: "1d", generate: {} } },
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
  holdsData: () => false,
  impacts: {
    generate: { bytes: kept, format: kept },
    from: {
      ...{ variable: another, file: another, config: another },
      ...{ sops: another, key: another, command: another },
    },
    optional: unseen,
    owner: unseen,
    maxAge: unseen,
    overlap: unseen,
    minBytes: unseen,
  },
  removal: () => unseen,
  outputs: ({ generate, overlap = "0s" }) => ({
    value: { secret: true, first: true },
    ...(generate && parseDuration(overlap) > 0 && { previous: { secret: true, first: true } }),
  }),
  check: (name, { generate, from }) => checkSources(name, generate, from),
  lower(name, { generate, from, overlap }, { emit, isBinary }) {
    if (from) {
      const source = { $source: from as SourceOf, secret: name };
      const { value } = emit("secret", name, { source });
      return { value: isBinary ? { ...value, binary: true } : value } as Outputs;
    }
    const { value } = emit("secret", name, { generate });
    if (parseDuration(overlap) === 0) return { value } as Outputs;
    // until the first rotation it is a key that nobody has
    const { value: previous } = emit("secret", `${name}-previous`, { generate });
    return { value, previous } as Outputs;
  },
});

/** The check above has seen that there is exactly one. */
type SourceOf = NonNullable<Primitives["secret"]["source"]>["$source"];
