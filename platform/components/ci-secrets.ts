/** CiSecrets: what the pipeline of a repository is given, kept as the environment says. */
import type { Complaint } from "../spec/catalogue.ts";
import { text } from "../spec/schema.ts";
import { defineComponent } from "./component.ts";
import { unseen } from "./verdicts.ts";

const defaultFile = ".secrets";

export const CiSecrets = defineComponent({
  kind: "CiSecrets",
  roles: [],
  schema: {
    type: "object",
    additionalProperties: false,
    description:
      "Secrets and variables of a repository's pipeline. Those that are removed here are removed there; others are never touched.",
    required: ["provider"],
    properties: {
      provider: {
        type: "string",
        enum: ["github", "gitlab", "file"],
        description: "GitHub Actions, GitLab CI, or a file that `act` reads.",
        examples: ["github"],
      },
      token: {
        type: "string",
        references: "any",
        description: "Who may write them, by reference.",
        examples: ["${github-token.value}"],
      },
      repository: {
        type: "string",
        description: "Owner and name; of GitLab the path of the project.",
        examples: ["acme/andamio"],
      },
      environment: {
        type: "string",
        description: "The pipeline's environment that has them; without it that of this file.",
        examples: ["production"],
      },
      path: {
        type: "string",
        form: "path",
        description: "The file, private to its owner; `.secrets`. Variables go into `.vars` beside it.",
        examples: [".secrets"],
      },
      secrets: {
        type: "object",
        names: "variable",
        additionalProperties: { type: text, references: "any" },
        default: {},
        description: "Secrets by name.",
        examples: [{ SENTRY_DSN: "${sentry-dsn.value}" }],
      },
      variables: {
        type: "object",
        names: "variable",
        additionalProperties: { type: text, references: "shown" },
        default: {},
        description: "Variables by name, which everybody sees.",
        examples: [{ APP_URL: "${api.publicUrl}" }],
      },
    },
  },
  examples: [
    {
      title: "a file for act",
      spec: {
        provider: "file",
        secrets: { SENTRY_DSN: "${dsn.value}" },
        variables: { REGION: "sa-east-1" },
      },
      beside: { dsn: { kind: "Secret", from: { variable: "SENTRY_DSN" } } },
    },
    {
      title: "an environment of GitHub",
      spec: {
        provider: "github",
        repository: "acme/andamio",
        token: "${github-token.value}",
        secrets: { JWT_SECRET: "${key.value}" },
        variables: { NAME: "${environment.name}" },
      },
      beside: {
        "github-token": { kind: "Secret", from: { variable: "GH_TOKEN" } },
        "key": { kind: "Secret", generate: {} },
      },
    },
  ],
  holdsData: () => false,
  impacts: {
    provider: unseen,
    token: unseen,
    repository: unseen,
    environment: unseen,
    path: unseen,
    secrets: { member: unseen },
    variables: { member: unseen },
  },
  fallbacks: (_name, { provider }, environment) => ({
    ...(provider === "file"
      ? { path: { value: defaultFile, source: "provider file" } }
      : { environment: { value: environment.name, source: "the name of the environment" } }),
  }),
  removal: () => unseen,
  outputs: () => ({}),
  check: (name, spec) => [...checkFields(name, spec), ...checkNames(name, spec)],
  lower(_name, spec, { bind, declare, environment }) {
    const { secrets, variables, token, provider, repository, path = defaultFile } = spec;
    const bindAll = (map: Texts) => mapTexts(map, (value) => bind(value).value);
    declare("andamio:ci:Secrets", {
      provider,
      scope: spec.environment ?? environment.name,
      ...(token !== undefined && { token: bind(token).value }),
      ...(repository !== undefined && { repository }),
      ...(provider === "file" && { path }),
      secrets: bindAll(secrets),
      variables: bindAll(variables),
    });
    return {};
  },
});

type Texts = Readonly<Record<string, string>>;

function mapTexts<T>(map: Texts, change: (value: string) => T): Record<string, T> {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, change(value)]));
}

type Given = Readonly<Record<string, unknown>> & { provider?: string };

/** Where it is written to decides what must be known. */
function checkFields(name: string, spec: Given): Complaint[] {
  const { provider } = spec;
  if (provider === undefined) return [];
  const ofServers = ["repository", "token"];
  const [wanted, foreign] =
    provider === "file" ? [[], [...ofServers, "environment"]] : [ofServers, ["path"]];
  return [
    ...wanted.filter((field) => spec[field] === undefined).map((field) => ({
      code: "missing-field",
      message: `CiSecrets "${name}" needs "${field}" with provider: ${provider}`,
      at: [],
      help: field === "token" ? "hint: token: ${ci-token.value}" : "hint: repository: acme/andamio",
    })),
    ...foreign.filter((field) => spec[field] !== undefined).map((field) => ({
      code: "unknown-field",
      message: `CiSecrets "${name}" has no field "${field}" with provider: ${provider}`,
      at: [field],
      help: "hint: remove it",
    })),
  ];
}

/** GitHub keeps this beginning for itself. */
function checkNames(name: string, { secrets, variables }: Given): Complaint[] {
  return Object.entries({ secrets, variables }).flatMap(([field, map]) =>
    Object.keys((map ?? {}) as object)
      .filter((key) => /^GITHUB_/i.test(key))
      .map((key) => ({
        code: "reserved-variable",
        message: `${key} of CiSecrets "${name}" is a name that GitHub keeps for itself`,
        at: [field, key],
        help: "hint: give it another name",
      })),
  );
}
