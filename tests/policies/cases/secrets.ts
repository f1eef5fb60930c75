/** Rules about secrets and what they open. */
import type { Patch } from "../../../policies/rule.ts";
import { type Cases, component, group, withSecret } from "./case.ts";

const pipeline = (fields: Patch): Patch => {
  const token = "${jwt-key.value}"; // whatever it may be
  return component("ci", { kind: "CiSecrets", provider: "github", repository: "acme/app", token, ...fields });
};

export const secrets: Cases = {
  "secret-strength": {
    more: {
      "31 bytes": component("secret-key", { generate: { bytes: 31 } }),
      "a key from outside that may have 16": component("jwt-key", {
        generate: null,
        from: { variable: "JWT" },
        minBytes: 16,
      }),
      "a key that only a reference of one program makes one": withSecret("other", {
        components: {
          other: { kind: "Secret", from: { variable: "OTHER" }, minBytes: 8 },
          api: { env: { APP_SECRET: "${other.value}" } },
        },
      }),
    },
    fine: {
      "the default": component("jwt-key", { generate: { bytes: null } }),
      "a short token that signs nothing": {
        components: {
          token: { kind: "Secret", from: { variable: "TOKEN" }, minBytes: 8 },
          api: { env: { API_TOKEN: "${token.value}" } },
        },
      },
    },
  },
  "secret-purpose": {
    more: {
      "a variable of its own beside the group's": component("api", {
        env: { COOKIE_KEY: "${jwt-key.value}" },
      }),
      "the same inside other words": group({ WEBHOOK: "https://x.example.com/${sentry-dsn.value}" }),
    },
    fine: { "one variable for many programs": component("health-check", { envFrom: ["app"] }) },
  },
  "secret-owner": {
    more: {
      "nothing of both": component("sentry-dsn", { owner: null, maxAge: null }),
      "no age": component("sentry-dsn", { maxAge: null }),
      "another one that a program refers to": withSecret("t", component("api", { env: { T: "${t.value}" } })),
    },
    fine: { "a generated one": component("jwt-key", { maxAge: null, overlap: null }) },
  },
  "key-rotation": {
    more: {
      "no overlap": component("jwt-key", { overlap: null }),
      "an overlap of nothing": component("secret-key", { overlap: "0s" }),
      "a key that one program refers to": withSecret("s", component("api", { env: { SIGNING_KEY: "${s.value}" } })),
    },
    fine: { "a secret that does not sign": component("sentry-dsn", { overlap: "0s" }) },
  },
  "pipeline-secrets": {
    more: {
      "another one that is declared": pipeline({ secrets: { OTHER: "${sentry-dsn.value}" } }),
      "a variable of that name": pipeline({ variables: { PUBLISH_TOKEN: "${environment.name}" } }),
      "the environment named for the pipeline": pipeline({ environment: "prod" }),
    },
    fine: {
      "jobs of another environment": pipeline({ environment: "staging" }),
      "a secret that comes from it": {
        components: {
          ...pipeline({ secrets: { X: "${token.value}" } }).components as object,
          token: { kind: "Secret", from: { variable: "PUBLISH_TOKEN" }, maxAge: "90d", owner: "platform@example.com" },
        },
      },
      "another provider": pipeline({ provider: "file", repository: null, token: null }),
    },
  },
  "unused-secret": {
    more: {
      "one whose variable a layer removed": group({ SENTRY_DSN: null }),
      "one that only looks referred to": withSecret("s", group({ TEXT: "$${s.value}" })),
    },
    fine: {
      "one that a registry needs": withSecret("r", {
        registries: { "ghcr.io": { username: "acme", password: "${r.value}" } },
      }),
    },
  },
  "error-tracker": {
    ids: "R002-92",
    more: {
      "one Worker without it": component("tasks", { envFrom: null, env: { REDIS_URL: "${cache.url}" } }),
      "nothing": component("api", { env: { SENTRY_DSN: "" } }),
      "a reference to something else": group({ SENTRY_DSN: "${api.publicUrl}" }),
    },
    fine: { "a Job without it": component("migrate", { env: { SENTRY_DSN: "" } }) },
  },
};
