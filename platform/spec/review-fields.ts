/** The fields of what a reviewer has agreed to: losses of data, and differences of environments. */
import type { Property } from "./schema.ts";

export const reviewFields = {
  acknowledge: {
    type: "object",
    names: "component name",
    default: {},
    additionalProperties: {
      type: "object",
      names: "loss",
      additionalProperties: {
        type: "object",
        additionalProperties: false,
        required: ["reason", "owner"],
        properties: {
          reason: {
            type: "string",
            description: "Why the data may be lost.",
            examples: ["moved with a dump on Friday"],
          },
          owner: {
            type: "string",
            description: "Who answers for it.",
            examples: ["platform@example.com"],
          },
        },
      },
    },
    description:
      "By component and identifier, each loss of data that is agreed to; `preview` prints the identifiers.",
    examples: [
      {
        db: {
          "engine postgresql → mysql": {
            reason: "moved with a dump on Friday",
            owner: "platform@example.com",
          },
        },
      },
    ],
  },
  moved: {
    type: "object",
    names: "component name",
    additionalProperties: { type: "string", form: "component name" },
    description:
      "By new name, the old one of a component or volume: its data, ports, generated secrets and " +
      "names on the target stay, as long as the entry does.",
    examples: [{ www: "web" }],
  },
  parity: {
    type: "object",
    names: "component name",
    default: {},
    additionalProperties: {
      type: "object",
      names: "field",
      additionalProperties: { type: "string" },
    },
    description: "By environment and field, why this one differs; `andamio diff` lets only these pass.",
    examples: [{ staging: { "api.replicas": "more load" } }],
  },
} as const satisfies Record<string, Property>;
