/** The fields of what a reviewer has agreed to: losses of data, and differences of environments. */
import type { Property } from "./schema.ts";

export const reviewFields = {
  acknowledge: {
    type: "object",
    names: "component name",
    default: {},
    additionalProperties: {
      type: "object",
      additionalProperties: false,
      required: ["change", "reason", "owner"],
      properties: {
        change: {
          type: "string",
          description: "The change in the plan's own words, so that it covers no other.",
          examples: ["engine postgresql → mysql"],
        },
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
    description: "By component, the loss of data that is agreed to; without it, it is refused.",
    examples: [
      {
        db: {
          change: "engine postgresql → mysql",
          reason: "moved with a dump on Friday",
          owner: "platform@example.com",
        },
      },
    ],
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
