/** New credentials, to be put where secrets are kept. Touches no database. */

import { randomBytes } from "node:crypto";

import type { Command } from "../jobs.ts";
import { JobError } from "../process.ts";
import { parse } from "./arguments.ts";

const usage = "generate-secrets --all | --secret-key [--format env|yaml]";

/** Of the app and of the servers that it uses */
const names = [
  "SECRET_KEY",
  "JWT_SECRET",
  "DB_PASSWORD",
  "MYSQL_PASSWORD",
  "MYSQL_ROOT_PASSWORD",
  "REDIS_PASSWORD",
];

const formats: Record<string, (name: string, value: string) => string> = {
  env: (name, value) => `${name}=${value}`,
  yaml: (name, value) => `${name}: "${value}"`,
};

export const generateSecrets: Command = async (args) => {
  const options = {
    all: { type: "boolean" },
    "secret-key": { type: "boolean" },
    format: { type: "string", default: "env" },
  } as const;
  const { all, "secret-key": one, format } = parse(args, options, 0, usage).values;
  const print = formats[format];
  if (!print || all === one) throw new JobError(`Usage: ${usage}`, { exitCode: 2 });
  if (one) return format === "yaml" ? print("SECRET_KEY", secret()) : secret();
  return names.map((name) => print(name, secret())).join("\n");
};

/** 48 random bytes as 64 characters that need no quotes anywhere. */
function secret(): string {
  return randomBytes(48).toString("base64url");
}
