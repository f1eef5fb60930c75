/**
 * Tries the Point API from outside, as a program would: health, summary, history, exports and dry
 * runs; and one live run, when that is confirmed.
 */

import { readVariables } from "../config/variables.ts";
import type { Command } from "../jobs.ts";
import { JobError } from "../process.ts";
import { parse } from "./arguments.ts";
import { limitOptions, readLimits } from "./run-integraciones-maintenance.ts";
import { checks, type Point, runLive } from "./smoke-checks.ts";

const usage = `smoke-integraciones [--base-url URL] [--token KEY | --username NAME --password TEXT]
  [--insecure] [--live --confirm-live YES]
  [--idle-days 30] [--idle-limit 100] [--retain-days 90] [--max-delete 5000]
What is not given comes from BASE_URL, TOKEN, USERNAME and PASSWORD.`;

const text = { type: "string" } as const;
const options = {
  "base-url": text,
  token: text,
  username: text,
  password: text,
  insecure: { type: "boolean" },
  live: { type: "boolean" },
  "confirm-live": text,
  ...limitOptions,
} as const;

export const smokeIntegraciones: Command = async (args) => {
  const { base, insecure, live, limits, ...credentials } = readCall(args);
  if (insecure) {
    process.stderr.write("Warning: certificates are not checked (--insecure)\n");
    process.env["NODE_TLS_REJECT_UNAUTHORIZED"] = "0";
  }
  const point: Point = { call: callerOf(base, await findToken(base, credentials)), limits };
  const lines: string[] = [];
  for (const [name, check] of Object.entries({ ...checks, ...(live && { live: runLive }) })) {
    await check(point).catch((cause: Error) => {
      const told = [...lines, `FAILED ${name}: ${cause.message}`].join("\n");
      throw new JobError(told, { cause });
    });
    lines.push(`ok     ${name}`);
  }
  return lines.join("\n");
};

/** Throws JobError. */
function readCall(args: readonly string[]) {
  const { values } = parse(args, options, 0, usage);
  const { insecure = false, live = false } = values;
  if (live && values["confirm-live"] !== "YES") {
    throw new JobError("--live changes data: say so with --confirm-live YES", { exitCode: 2 });
  }
  const { BASE_URL, TOKEN, USERNAME, PASSWORD } = readVariables();
  return {
    base: values["base-url"] ?? BASE_URL ?? "http://127.0.0.1:8000",
    token: values.token ?? TOKEN,
    username: values.username ?? USERNAME,
    password: values.password ?? PASSWORD,
    insecure,
    live,
    limits: readLimits(values),
  };
}

interface Credentials {
  token: string | undefined;
  username: string | undefined;
  password: string | undefined;
}

/** A key wins over a name and a password. */
async function findToken(base: string, { token, username, password }: Credentials) {
  if (token) return token;
  if (!username || !password) {
    throw new JobError(`A key is needed, or a name and a password\nUsage: ${usage}`, {
      exitCode: 2,
    });
  }
  const response = await send(base, "/api/auth/api-token/", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ username, password }),
  });
  if (response.ok) return ((await response.json()) as { token: string }).token;
  throw new JobError(`No key for ${username}: the API answered ${response.status}`);
}

function callerOf(base: string, token: string): Point["call"] {
  return async (path, body) => {
    const response = await send(base, path, {
      headers: {
        authorization: `Token ${token}`,
        ...(body !== undefined && { "content-type": "application/json" }),
      },
      ...(body !== undefined && { method: "POST", body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${path} answered ${response.status}`);
    return response;
  };
}

function send(base: string, path: string, options: RequestInit): Promise<Response> {
  const signal = AbortSignal.timeout(60_000);
  return fetch(new URL(path, base), { ...options, signal }).catch((cause: Error) => {
    const reason = cause.cause instanceof Error ? cause.cause.message : cause.message;
    throw new JobError(`${base} does not answer: ${reason}`, { cause });
  });
}
