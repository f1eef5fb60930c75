/** Says what is lost with the passphrase of a state, and the way out. Loads no Pulumi. */
import { existsSync, readFileSync } from "node:fs";

import { PlatformError } from "../../../platform/errors.ts";
import { findStackFile, readStackFile } from "./stack-file.ts";

interface Of {
  environment: string;
  /** Folder of the state when it is one of this machine. */
  folder?: string;
  project: string;
}

export function lostPassphrase(
  { environment, folder, project }: Of, cause?: unknown,
): PlatformError {
  const file = folder === undefined ? undefined : findStackFile(folder, project, environment);
  const secrets = file === undefined ? [] : namesOfSecrets(file);
  const lost = secrets.length === 0
    ? ""
    : `\nwithout it the state's copies of these secrets cannot be read: ${secrets.join(", ")}`;
  const settings = `Pulumi.${environment}.yaml`;
  const restart = folder === undefined
    ? ""
    : `\ngenerated ones are kept with the data too, so this takes everything over: mv ${folder} ${folder}.lost && rm -f ${settings} && andamio up ${environment}`;
  return new PlatformError("state_refused", `the passphrase does not open the state of ${environment}`, {
    hint: `put back .andamio/passphrase, or set PULUMI_CONFIG_PASSPHRASE_FILE to the file that holds the right one${lost}${restart}`,
    cause,
  });
}

/** Whether a state is there that only the passphrase opens. */
export function needsPassphrase({ environment, folder, project }: Of): boolean {
  const file = folder === undefined ? undefined : findStackFile(folder, project, environment);
  if (file === undefined || !existsSync(file)) return false;
  return file.endsWith(".json") ? /"type": *"passphrase"/.test(readFileSync(file, "utf8")) : true;
}

/** Of the resources that hold a secret in the state. */
function namesOfSecrets(file: string): string[] {
  const all = readStackFile(file)?.resources ?? [];
  const own = all.filter(({ urn }) => /:Secret::/.test(urn));
  return own.map(({ urn }) => urn.slice(urn.lastIndexOf("::") + 2));
}
