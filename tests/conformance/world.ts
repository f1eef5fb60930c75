/** A project that holds all examples, and all that they ask of the world outside. */
import { join } from "node:path";

import { generateIdentity, identityToRecipient } from "age-encryption";

import { makeProject, type Project } from "../project.ts";
import { type Forge, startGithub } from "../secrets/forge.ts";
import { writeSops } from "../secrets/sops-file.ts";
import { files } from "./program.ts";

export interface World extends Project {
  forge: Forge;
}

const name = "conform";

/** No text in any encoding, with bytes at its ends that text would lose. */
export const certificate = Buffer.from("0a3082fffe00c328b2800d0a", "hex");

export async function makeWorld(
  environment: object,
  variables: Readonly<Record<string, string>>,
): Promise<World> {
  const more = {
    [`Pulumi.${name}.yaml`]: "config:\n  andamio:sentryDsn: from-config\n",
    "secrets/dsn": "from-file\n",
    "bin/pass": "#!/bin/sh\necho from-command\n",
    "secrets/cert.p12": certificate,
  };
  const project = makeProject({
    name,
    environment: JSON.stringify(environment, null, 1), // JSON is YAML
    files: { ...files, ...more },
    variables,
  });
  const forge = await startGithub("token", { repository: "acme/andamio", environment: name });
  const key = await generateIdentity();
  await writeSops(project.root, "from-sops", await identityToRecipient(key));
  Object.assign(project.variables, {
    PATH: `${join(project.root, "bin")}:${variables["PATH"] ?? process.env["PATH"]}`,
    SENTRY_DSN: "from-variable",
    GH_TOKEN: "token",
    GITHUB_API_URL: forge.url,
    SOPS_AGE_KEY: key,
  });
  return {
    ...project,
    forge,
    async [Symbol.asyncDispose]() {
      await project[Symbol.asyncDispose]();
      await forge[Symbol.asyncDispose]();
    },
  };
}
