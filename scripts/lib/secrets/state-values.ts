/** Reads every secret value of a stack's state, so that it can be masked. Writes nothing. */

import { openPassphrase } from "../../../platform/passphrase.ts";
import { parseJson } from "../../../platform/targets/parse-json.ts";
import { findStackFile, project, readStackFile } from "../engine/stack-file.ts";
import { findStateFolder, readPassphrase, type StateOf } from "../engine/state.ts";

const signature = "4dabf18193072939515e22adb298388d";
const secretMark = "1b47061264138c4ac30d75fd1eb44270";

export interface Exported {
  resources?: readonly { type: string; inputs?: unknown; outputs?: unknown }[];
  secrets_providers?: { type?: string; state?: { salt?: string } };
}

/**
 * `undefined` where only the engine can tell: the state lies elsewhere, was torn, or something else
 * than a passphrase encrypts it.
 */
export async function readStateValues(
  environment: StateOf, root: string,
): Promise<readonly string[] | undefined> {
  const folder = findStateFolder(environment, root);
  if (folder === undefined) return undefined;
  const file = findStackFile(folder, project, environment.name);
  if (file === undefined) return [];
  const state = readStackFile(file);
  return state && decryptState(state, root);
}

async function decryptState(state: Exported, root: string): Promise<readonly string[] | undefined> {
  const { type, state: { salt = "" } = {} } = state.secrets_providers ?? {};
  if (type === undefined) return collectSecrets(state, () => undefined);
  const passphrase = type === "passphrase" ? readPassphrase(root) : undefined;
  const decrypt = passphrase === undefined ? undefined : await openPassphrase(salt, passphrase);
  return decrypt && collectSecrets(state, decrypt);
}

/**
 * Of resources of others only the inputs count: their providers mark whole objects as secret, with
 * much inside that is none.
 */
export function collectSecrets(
  { resources = [] }: Exported, decrypt: (sealed: string) => string | undefined,
): readonly string[] {
  const found = new Set<string>();
  const visit = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    const marked = value as Readonly<Record<string, unknown>>;
    if (marked[signature] !== secretMark) return Object.values(value).forEach(visit);
    const { plaintext, ciphertext } = marked as { plaintext?: string; ciphertext?: string };
    const text = plaintext ?? (ciphertext === undefined ? undefined : decrypt(ciphertext));
    if (text !== undefined) for (const one of textsIn(parseJson(text) ?? text)) found.add(one);
  };
  for (const { type, inputs, outputs } of resources) {
    visit(inputs);
    if (type.startsWith("andamio:")) visit(outputs);
  }
  return [...found];
}

function textsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
