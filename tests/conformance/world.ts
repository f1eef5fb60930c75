/** A project that holds all examples, and all that they ask of the world outside. */
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { generateIdentity, identityToRecipient } from "age-encryption";

import { type Ended, mustAndamio, runAndamio } from "../andamio.ts";
import { type Forge, startGithub } from "../secrets/forge.ts";
import { writeSops } from "../secrets/sops-file.ts";
import { files } from "./program.ts";

export interface World extends AsyncDisposable {
  root: string;
  forge: Forge;
  andamio(...args: string[]): Promise<Ended>;
  /** Its output; fails when the exit code is not 0. */
  must(...args: string[]): Promise<string>;
  edit(from: string, to: string): void;
}

const repository = join(import.meta.dirname, "../..");
const name = "conform";
const file = `environments/${name}.yaml`;

export async function makeWorld(
  environment: object,
  variables: Readonly<Record<string, string>>,
): Promise<World> {
  const root = mkdtempSync(join(tmpdir(), "andamio-conform-"));
  chmodSync(root, 0o755); // databases run as users of their own
  for (const entry of ["platform", "scripts", "policies", "Pulumi.yaml", "node_modules"]) {
    symlinkSync(join(repository, entry), join(root, entry));
  }
  const more = {
    [file]: JSON.stringify(environment, null, 1), // JSON is YAML
    [`Pulumi.${name}.yaml`]: "config:\n  andamio:sentryDsn: from-config\n",
    "secrets/dsn": "from-file\n",
    "bin/pass": "#!/bin/sh\necho from-command\n",
  };
  for (const [path, text] of Object.entries({ ...files, ...more })) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text, { mode: 0o755 });
  }
  const forge = await startGithub("token", { repository: "acme/andamio", environment: name });
  const key = await generateIdentity();
  await writeSops(root, "from-sops", await identityToRecipient(key));
  const given = {
    ...variables,
    PATH: `${join(root, "bin")}:${variables["PATH"] ?? process.env["PATH"]}`,
    SENTRY_DSN: "from-variable",
    GH_TOKEN: "token",
    GITHUB_API_URL: forge.url,
    SOPS_AGE_KEY: key,
  };
  const caller = { root, variables: given };
  return {
    root,
    forge,
    andamio: (...args) => runAndamio(caller, args),
    must: (...args) => mustAndamio(caller, args),
    edit(from, to) {
      const text = readFileSync(join(root, file), "utf8");
      if (!text.includes(from)) throw new Error(`${file} does not say ${from}`);
      writeFileSync(join(root, file), text.replace(from, to));
    },
    async [Symbol.asyncDispose]() {
      await runAndamio(caller, ["destroy", name, "--data", "--yes"]);
      await forge[Symbol.asyncDispose]();
      rmSync(root, { recursive: true, force: true });
    },
  };
}
