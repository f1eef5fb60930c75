/**
 * Where an environment's state lies and what encrypts it: as variables of Pulumi. The user's own
 * variables win. Loads no Pulumi.
 */
import { randomBytes } from "node:crypto";
import { mkdirSync } from "node:fs";
import { homedir } from "node:os";
import { isAbsolute, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

import { PlatformError } from "../../../platform/errors.ts";
import { keepText, readText } from "../../../platform/targets/local/files.ts";
import { cacheDirectory } from "../tools/cache.ts";
import { lostPassphrase, needsPassphrase } from "./lost-passphrase.ts";

export interface StateOf {
  name: string;
  profile: string;
  /** Of one that is read from its state, the backend is where that was found. */
  state?: { backend?: string; secretsProvider?: string; found?: boolean };
}

/** Where nobody names another. */
export const ownBackend = "file://.andamio/state";

export interface State {
  /** Address, absolute. */
  backend: string;
  /** Folder of the state when it is one of this machine. */
  folder?: string;
  secretsProvider?: string;
  /** What Pulumi needs to know, besides what the user's environment already says. */
  variables: Record<string, string>;
}

/** Throws state_refused where a production environment would keep its state in the clone. */
export function openState({ name, profile, state = {} }: StateOf, root: string): State {
  const given = backendOf(state);
  if (!given && profile === "prod") {
    throw new PlatformError(
      "state_refused",
      `${name} has the profile prod and would keep its state in this clone, where it is lost with the disk`,
      {
        hint: `state: { backend: "s3://BUCKET?region=REGION", secretsProvider: "awskms://alias/NAME" } in environments/${name}.yaml, or set PULUMI_BACKEND_URL`,
      },
    );
  }
  const folder = folderOf(given ?? ownBackend, root);
  if (folder) mkdirSync(folder, { recursive: true, mode: 0o700 });
  const backend = folder ? pathToFileURL(folder).href : (given ?? "");
  const secretsProvider = process.env.PULUMI_SECRETS_PROVIDER ?? state.secretsProvider;
  return {
    backend,
    folder,
    secretsProvider,
    variables: {
      PULUMI_BACKEND_URL: backend,
      ...openSecrets({ environment: name, folder, project: "andamio" }, backend, secretsProvider, root),
      ...quiet(),
      ...homes(backend),
    },
  };
}

function backendOf({ backend, found }: NonNullable<StateOf["state"]>): string | undefined {
  return found === true ? backend : (process.env.PULUMI_BACKEND_URL ?? backend);
}

/**
 * The folder of the state, without making it: `undefined` where the state lies elsewhere.
 */
export function findStateFolder({ state = {} }: StateOf, root: string): string | undefined {
  return folderOf(backendOf(state) ?? ownBackend, root);
}

/** The passphrase that Pulumi would use here; none where there is none yet. */
export function readPassphrase(root: string): string | undefined {
  const { PULUMI_CONFIG_PASSPHRASE: value, PULUMI_CONFIG_PASSPHRASE_FILE: file } = process.env;
  const path = file ?? join(root, ".andamio/passphrase");
  return value ?? readText(path)?.trim();
}

/**
 * A relative folder counts from the project's root, and `file://~` is the user's home, as with
 * Pulumi.
 */
export function folderOf(backend: string, root: string): string | undefined {
  if (!backend.startsWith("file://")) return undefined;
  const [address = ""] = backend.slice("file://".length).split(/[?#]/);
  const path = decodeURIComponent(address).replace(/^~(?=\/|$)/, homedir());
  return isAbsolute(path) ? path : resolve(root, path);
}

/** Only a file's name ever gets into an environment, never the passphrase. */
function openSecrets(
  stack: Parameters<typeof lostPassphrase>[0],
  backend: string,
  provider: string | undefined,
  root: string,
): Record<string, string> {
  const { PULUMI_CONFIG_PASSPHRASE: value, PULUMI_CONFIG_PASSPHRASE_FILE: file } = process.env;
  const isPassphrase = provider === "passphrase" || (!provider && !backend.startsWith("http"));
  if (!isPassphrase || value !== undefined) return {};
  return { PULUMI_CONFIG_PASSPHRASE_FILE: file ?? ensurePassphrase(join(root, ".andamio"), stack) };
}

/**
 * Of two that make it at once, one file wins, and it is whole when it appears. None is made for a
 * state that another one opens.
 */
function ensurePassphrase(folder: string, stack: Parameters<typeof lostPassphrase>[0]): string {
  const path = join(folder, "passphrase");
  const text = readText(path)?.trim();
  if (text === "") {
    const hint = needsPassphrase(stack)
      ? lostPassphrase(stack).hint
      : `put the file back from a copy; without one: rm ${path}`;
    const message = `${path} is empty: what encrypts the state is gone`;
    throw new PlatformError("state_refused", message, { hint });
  }
  if (text === undefined && needsPassphrase(stack)) throw lostPassphrase(stack);
  keepText(path, 1, () => randomBytes(32).toString("base64url"));
  return path;
}

/** No update checks and no telemetry; and a stack whose settings file is lost still opens. */
function quiet(): Record<string, string> {
  return {
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DIY_BACKEND_NO_LEGACY_WARNING: "true",
    PULUMI_SUPPRESS_NEO_LINK: "true",
    PULUMI_FALLBACK_TO_STATE_SECRETS_MANAGER: "true",
    DO_NOT_TRACK: "1",
  };
}

/** Our own folder instead of ~/.pulumi, except where the user's log-in to a service is needed. */
function homes(backend: string): Record<string, string> {
  if (process.env.PULUMI_HOME || backend.startsWith("http")) return {};
  return { PULUMI_HOME: join(cacheDirectory(), "pulumi-home") };
}
