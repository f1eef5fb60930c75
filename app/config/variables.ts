/** Reads variables one by one and keeps every fault, so that all of them are told at once. */

import { readFileSync } from "node:fs";

export type Variables = Readonly<Record<string, string | undefined>>;

export class ConfigError extends Error {
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(`The configuration is wrong:\n${faults.map((fault) => `  ${fault}`).join("\n")}`);
    this.name = "ConfigError";
    this.faults = faults;
  }
}

export class Faults {
  readonly #list: string[] = [];

  add(variable: string, fault: string): void {
    this.#list.push(`${variable}: ${fault}`);
  }

  /** Throws ConfigError when there is any. */
  check(): void {
    if (this.#list.length > 0) throw new ConfigError(this.#list);
  }
}

/** Those that may come in a file; others that end in _FILE are somebody else's. */
export const secretsInFiles = [
  ...["DATABASE_URL", "MYSQL_USER", "MYSQL_PASSWORD"],
  ...["REDIS_URL", "CELERY_BROKER_URL", "CELERY_RESULT_BACKEND"],
  ...["SECRET_KEY", "JWT_SECRET"],
  ...["SMTP_USER", "SMTP_PASSWORD", "MAIL_USERNAME", "MAIL_PASSWORD"],
  ...["SENTRY_DSN", "OTEL_EXPORTER_OTLP_HEADERS"],
];

/**
 * An empty variable is one that is not set, and `X_FILE` names the file that holds the secret X.
 * Throws ConfigError for files that cannot be read.
 */
export function readVariables(environment: Variables = process.env): Variables {
  const variables = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== ""),
  );
  const faults = new Faults();
  const fromFiles = secretsInFiles
    .filter((name) => variables[`${name}_FILE`] && !variables[name])
    .map((name) => [name, readSecret(`${name}_FILE`, variables[`${name}_FILE`]!, faults)]);
  faults.check();
  return { ...variables, ...Object.fromEntries(fromFiles) };
}

function readSecret(name: string, path: string, faults: Faults): string | undefined {
  try {
    return readFileSync(path, "utf8").replace(/\r?\n$/, "");
  } catch (error) {
    faults.add(name, `${path} cannot be read (${(error as NodeJS.ErrnoException).code})`);
    return undefined;
  }
}

/** Names of the systems before, which count where the new one is not set (N003-148, N003-149). */
export const aliases: Readonly<Record<string, string>> = {
  NODE_ENV: "FLASK_ENV",
  DEBUG: "FLASK_DEBUG",
  LOG_QUERIES: "SQLALCHEMY_ECHO",
  CORS_ALLOWED_ORIGINS: "CORS_ORIGINS",
};

export function withAliases(variables: Variables): Variables {
  const old = Object.entries(aliases).map(([name, alias]) => [name, variables[alias]]);
  return { ...Object.fromEntries(old.filter(([, value]) => value !== undefined)), ...variables };
}

export function readChoice<T extends string>(
  variables: Variables,
  name: string,
  choices: readonly T[],
  fallback: T,
  faults: Faults,
): T {
  const value = variables[name];
  if (value === undefined) return fallback;
  const found = choices.find((choice) => choice === value.toLowerCase());
  if (!found) faults.add(name, `must be one of ${choices.join(", ")}, not "${value}"`);
  return found ?? fallback;
}

export function readFlag(
  variables: Variables,
  name: string,
  faults: Faults,
  fallback = false,
): boolean {
  const choices = ["0", "1", "false", "true"];
  return ["1", "true"].includes(readChoice(variables, name, choices, fallback ? "1" : "0", faults));
}

export function readPort(
  variables: Variables,
  name: string,
  fallback: number,
  faults: Faults,
): number {
  const value = variables[name] ?? String(fallback);
  const port = Number(value);
  if (/^\d+$/.test(value) && port <= 65_535) return port;
  faults.add(name, `must be a port from 0 to 65535, not "${value}"`);
  return fallback;
}
