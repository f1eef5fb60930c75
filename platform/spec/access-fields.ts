/** The fields of registries and of encrypted public addresses. */
import type { FieldsShape } from "./schema.ts";

export const registryFields = {
  type: "object",
  additionalProperties: false,
  description: "How a registry is entered, for pull and push.",
  properties: {
    username: {
      type: "string",
      references: "any",
      description: "Who enters it.",
      examples: ["${registry-user.value}"],
    },
    password: {
      type: "string",
      references: "secret",
      description: "Password or token, by reference.",
      examples: ["${registry-token.value}"],
    },
    mirror: {
      type: "string",
      form: "registry",
      description: "Host that is asked first for images of this registry.",
      examples: ["mirror.example.com:5000"],
    },
  },
} as const satisfies FieldsShape;

export const tlsFields = {
  type: "object",
  additionalProperties: false,
  required: ["mode"],
  properties: {
    mode: {
      type: "string",
      enum: ["acme", "internal", "own", "off"],
      description:
        "Certificates by ACME, by an authority of its own, given by `certificate` and `key`, or none.",
      examples: ["acme"],
    },
    email: {
      type: "string",
      description: "Whom the authority of ACME writes to.",
      examples: ["platform@example.com"],
    },
    issuer: {
      type: "string",
      description: "ClusterIssuer of cert-manager.",
      examples: ["letsencrypt-prod"],
    },
    certificate: {
      type: "string",
      references: "any",
      description: "Certificate chain in PEM, by reference.",
      examples: ["${certificate.value}"],
    },
    key: {
      type: "string",
      references: "secret",
      description: "Its key in PEM, by reference.",
      examples: ["${certificate-key.value}"],
    },
    hsts: {
      type: "string",
      form: "duration",
      default: "365d",
      description: "How long browsers ask for HTTPS alone; `0s` for not at all.",
      examples: ["30d"],
    },
    redirect: {
      type: "boolean",
      default: true,
      description: "Whether HTTP leads to HTTPS.",
      examples: [false],
    },
  },
} as const satisfies FieldsShape;
