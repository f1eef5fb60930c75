/** The fields of what is demanded of an environment, and of exceptions from it. */
import type { Property } from "./schema.ts";

const waiverFields = {
  type: "object",
  additionalProperties: false,
  required: ["rule", "reason", "owner", "expires"],
  properties: {
    rule: {
      type: "string",
      form: "component name",
      description: "The rule that is not followed.",
      examples: ["stateful-replicas"],
    },
    component: {
      type: "string",
      form: "component name",
      description: "The component that does not follow it; without it all of them.",
      examples: ["cache"],
    },
    reason: {
      type: "string",
      description: "Why that can be borne.",
      examples: ["the queue survives a restart of one Redis"],
    },
    owner: {
      type: "string",
      description: "Who answers for it.",
      examples: ["platform@example.com"],
    },
    expires: {
      type: "string",
      description: "Last day the exemption applies, at most 180 days ahead. After that, validation fails.",
      examples: ["2027-03-31"],
    },
  },
} as const;

export const policyFields = {
  profile: {
    type: "string",
    enum: ["dev", "staging", "prod"],
    default: "dev",
    description: "How strict the platform is. Production needs `prod`: two of a branch main, master or production, settings of a remote target, and a shared state backend mean production, unless `branch` is another one. A milder profile there is the fault `mild-profile`.",
    examples: ["prod"],
  },
  rules: {
    type: "object",
    names: "component name",
    default: {},
    additionalProperties: { type: "string", enum: ["off", "advisory", "mandatory", "remediate"] },
    description: "Other levels of rules; one that is milder than the profile's needs a waiver.",
    examples: [{ "min-replicas": "mandatory" }],
  },
  waivers: {
    type: "object",
    names: "component name",
    default: {},
    additionalProperties: waiverFields,
    description: "Exceptions from rules, for a time.",
    examples: [
      {
        "one-cache": {
          rule: "stateful-replicas",
          component: "cache",
          reason: "the queue survives a restart of one Redis",
          owner: "platform@example.com",
          expires: "2027-03-31",
        },
      },
    ],
  },
} as const satisfies Record<string, Property>;
