/** Jobs of the pipeline use no secret that their environment does not give them. */
import { parse } from "yaml";

import { listComponents } from "../programs.ts";
import type { Judged, ProjectFiles, Rule } from "../rule.ts";

const folder = ".github/workflows";
/** GitHub's own, and what the jobs of Andamio take from the repository. */
const given = ["GITHUB_TOKEN", "ANDAMIO_FINGERPRINT_KEY", "PULUMI_CONFIG_PASSPHRASE", "CODECOV_TOKEN"];

interface Job {
  environment?: string | { name?: string };
}

const token = {
  "ci-token": {
    kind: "Secret",
    from: { variable: "CI_TOKEN" },
    maxAge: "90d",
    owner: "platform@example.com",
  },
};
const ci = {
  kind: "CiSecrets",
  provider: "github",
  repository: "acme/app",
  token: "${ci-token.value}",
};

export const pipelineSecrets: Rule = {
  name: "pipeline-secrets",
  about: "A job of a workflow that runs in an environment of CiSecrets uses no secret besides.",
  why: "A secret that nobody declared is empty, or was put there by hand and is never changed.",
  levels: { dev: "advisory", staging: "mandatory", prod: "mandatory" },
  requirements: ["R002-24"],
  check({ environment, files }) {
    const own = listComponents(environment, ["CiSecrets"]);
    return own.filter(({ spec }) => spec.provider === "github").flatMap(({ spec, at }) => {
      const name = String(spec.environment ?? environment.name);
      const declared = new Set([...given, ...listGiven(environment)]);
      return listUses(files, name)
        .filter(({ secret }) => !declared.has(secret))
        .map(({ file, job, secret }) => ({
          at: [...at, ...(spec.secrets ? ["secrets"] : [])],
          reason: `job ${job} of ${file} uses ${secret}, which is not declared`,
          fix: `secrets: { ${secret}: \${…} }, or remove it from the job`,
        }));
    });
  },
  wrong: { components: { ...token, ci } },
  right: {
    components: { ...token, ci: { ...ci, secrets: { PUBLISH_TOKEN: "${ci-token.value}" } } },
  },
};

/** What CiSecrets write, and where the environment's own secrets come from. */
function listGiven(environment: Judged): string[] {
  const { kubeconfig, sshKey } = environment.workflows ?? {};
  const access = [kubeconfig, sshKey].filter((one) => one !== undefined);
  const all = listComponents(environment, ["CiSecrets", "Secret"]).flatMap(({ kind, spec }) => {
    if (kind === "CiSecrets") return Object.keys((spec.secrets ?? {}) as object);
    const { variable } = (spec.from ?? {}) as { variable?: string };
    return variable === undefined ? [] : [variable];
  });
  return [...access, ...all];
}

/** Environments of GitHub are the same in capitals and small letters. */
function listUses(files: ProjectFiles | undefined, environment: string) {
  const names = (files?.list(folder) ?? []).filter((name) => /\.ya?ml$/.test(name));
  return names.flatMap((name) => {
    const file = `${folder}/${name}`;
    return Object.entries(readJobs(files?.read(file) ?? "")).flatMap(([job, body]) => {
      const place = Object(body) as Job;
      const its = typeof place.environment === "object" ? place.environment?.name : place.environment;
      if (String(its).toLowerCase() !== environment.toLowerCase()) return [];
      const text = JSON.stringify(body);
      const found = text.matchAll(/\bsecrets(?:\.|\[['"\\]+)([A-Za-z_]\w*)/g);
      const secrets = new Set([...found].map(([, secret]) => secret!));
      return [...secrets].map((secret) => ({ file, job, secret }));
    });
  });
}

/** A workflow that is no YAML is for others to judge. */
function readJobs(text: string): Readonly<Record<string, unknown>> {
  try {
    return Object(Object(parse(text))["jobs"]) as Readonly<Record<string, unknown>>;
  } catch {
    return {};
  }
}
