/** What is agreed about a secret besides its value: who answers for it, and how it ages. */
import type { Property } from "../spec/schema.ts";

export const contractFields = {
  owner: {
    type: "string",
    description: "Who answers for it.",
    examples: ["platform@example.com"],
  },
  maxAge: {
    type: "string",
    form: "duration",
    description: "How old it may get; older, `andamio secrets check` fails.",
    examples: ["180d"],
  },
  overlap: {
    type: "string",
    form: "duration",
    default: "0s",
    description: "How long the old value stays in `previous` after a rotation.",
    examples: ["1d"],
  },
  minBytes: {
    type: "integer",
    minimum: 1,
    maximum: 1024,
    description:
      "The fewest bytes that it may have; 32 for what signs, 16 for a password, else 1.",
    examples: [32],
  },
} as const satisfies Record<string, Property>;
