/**
 * Everything that the environment decides, read and checked once. A wrong configuration reports
 * all its faults together.
 */

import { randomBytes } from "node:crypto";
import { isIP } from "node:net";

import { type ContactConfig, readContact } from "./contact.ts";
import { type DatabaseConfig, readDatabase } from "./database-url.ts";
import { type MailConfig, readMail } from "./mail.ts";
import { type PointConfig, readPoint } from "./point.ts";
import { type Limit, parseLimits } from "./rate-limit.ts";
import { readRedis, type RedisConfig } from "./redis-url.ts";
import { readSchedule, type Scheduled } from "./schedule.ts";
import { readSentry, type SentryConfig } from "./sentry.ts";
import { readSession, type SessionConfig } from "./session.ts";
import { readTimezone } from "./timezone.ts";
import { readTraces, type TracesConfig } from "./traces.ts";
import {
  Faults,
  readChoice,
  readFlag,
  readPort,
  readVariables,
  type Variables,
  withAliases,
} from "./variables.ts";

export interface Config {
  /** Name of the environment, for people */
  environment: string;
  production: boolean;
  debug: boolean;
  logLevel: string;
  host: string;
  port: number;
  /** Processes that serve it */
  workers: number;
  /** Addresses whose X-Forwarded-For is believed; never a number of hops */
  trustProxy: string[];
  /** Paths for machines inside, with all below them; without a slash at their end */
  internalPaths: string[];
  /** Whether browsers reach it by TLS */
  tls: boolean;
  /** How long they are to come by TLS alone; 0 is not at all */
  hstsSeconds: number;
  /** Of other origins, those whose pages may call */
  corsOrigins: string[];
  jwtSecret: string;
  session: SessionConfig;
  /** Whose calendar days are meant */
  timezone: string;
  database: DatabaseConfig;
  /** Whether every statement is a line of the log */
  logQueries: boolean;
  redis: RedisConfig;
  mailTransport: "smtp" | "log" | "none";
  mail: MailConfig;
  contact: ContactConfig;
  point: PointConfig;
  scheduled: Scheduled[];
  sentry: SentryConfig | undefined;
  traces: TracesConfig | undefined;
  limits: { default: Limit[]; auth: Limit[]; anonymous: Limit[] };
  /** What is not wrong, and still worth a line in the log */
  warnings: string[];
}

/** Throws ConfigError. */
export function readConfig(environment: Variables = process.env): Config {
  const variables = withAliases(readVariables(environment));
  const faults = new Faults();
  const warnings: string[] = [];
  const production =
    readChoice(
      variables,
      "NODE_ENV",
      ["development", "test", "production"],
      "development",
      faults,
    ) === "production";
  const debug = readFlag(variables, "DEBUG", faults);
  const environmentName = variables["ENVIRONMENT"] ?? "dev";
  const tls = readFlag(variables, "TLS", faults);
  const config = {
    environment: environmentName,
    production,
    debug,
    logLevel: readChoice(
      variables,
      "LOG_LEVEL",
      ["fatal", "error", "warn", "info", "debug", "trace", "silent"],
      debug ? "debug" : "info",
      faults,
    ),
    host: variables["HOST"] ?? "127.0.0.1",
    port: readPort(variables, "PORT", 8000, faults),
    workers: readWorkers(variables, faults),
    trustProxy: readAddresses(variables, "TRUST_PROXY", "loopback", faults),
    internalPaths: readPaths(variables, faults),
    tls,
    hstsSeconds: readSeconds(variables, faults),
    corsOrigins: readOrigins(variables, faults),
    jwtSecret: readJwtSecret(variables, production, faults, warnings),
    session: readSession(variables, { debug, tls }, faults),
    timezone: readTimezone(variables, faults),
    database: readDatabase(variables, faults),
    logQueries: readFlag(variables, "LOG_QUERIES", faults),
    redis: readRedis(variables, faults),
    mailTransport: readTransport(variables, faults),
    mail: readMail(variables, faults),
    contact: readContact(variables, faults),
    point: readPoint(variables, faults),
    scheduled: readSchedule(variables, faults),
    sentry: readSentry(variables, environmentName, faults),
    traces: readTraces(variables, faults),
    limits: {
      default: readLimits(variables, "RATE_LIMIT_DEFAULT", "100/minute", faults),
      auth: readLimits(variables, "RATE_LIMIT_AUTH", "10/minute", faults),
      anonymous: readLimits(variables, "RATE_LIMIT_ANONYMOUS", "200/day;50/hour", faults),
    },
    warnings,
  };
  if (config.workers > 1 && !variables["JWT_SECRET"] && !variables["SECRET_KEY"]) {
    faults.add("JWT_SECRET", "must be given (or SECRET_KEY) to several processes");
  }
  faults.check();
  return config as Config;
}

/** For what needs the database and nothing else. Throws ConfigError. */
export function readDatabaseConfig(environment: Variables = process.env): DatabaseConfig {
  const faults = new Faults();
  const database = readDatabase(readVariables(environment), faults);
  faults.check();
  return database!;
}

function readSeconds(variables: Variables, faults: Faults): number {
  const text = variables["HSTS_SECONDS"] ?? "31536000";
  if (/^\d{1,10}$/.test(text)) return Number(text);
  faults.add("HSTS_SECONDS", `must be a number of seconds, not "${text}"`);
  return 0;
}

function readWorkers(variables: Variables, faults: Faults): number {
  const text = variables["WEB_CONCURRENCY"] ?? "1";
  if (/^[1-9]\d?$/.test(text)) return Number(text);
  faults.add("WEB_CONCURRENCY", `must be a number of processes from 1 to 99, not "${text}"`);
  return 1;
}

function readJwtSecret(
  variables: Variables,
  production: boolean,
  faults: Faults,
  warnings: string[],
): string {
  const secret = variables["JWT_SECRET"] ?? variables["SECRET_KEY"];
  if (secret === undefined) {
    if (production) faults.add("JWT_SECRET", "must be given in production (or SECRET_KEY)");
    warnings.push("JWT_SECRET is not set: every restart ends all sessions");
    return randomBytes(48).toString("base64url");
  }
  if (production && secret.length < 32) { faults.add("JWT_SECRET", "must have at least 32 characters in production"); }
  return secret;
}

/** Who names a user means to send. */
function readTransport(variables: Variables, faults: Faults): "smtp" | "log" | "none" {
  const named = variables["SMTP_USER"] ?? variables["MAIL_USERNAME"];
  const choices = ["smtp", "log", "none"] as const;
  return readChoice(variables, "MAIL_TRANSPORT", choices, named ? "smtp" : "none", faults);
}

/** Whole origins, never a pattern. */
function readOrigins(variables: Variables, faults: Faults): string[] {
  const name = "CORS_ALLOWED_ORIGINS";
  const list = variables[name]?.split(",").map((origin) => origin.trim()) ?? [];
  for (const origin of list.filter((text) => !isOrigin(text))) {
    faults.add(name, `"${origin}" is no origin such as https://app.example.com`);
  }
  return list;
}

function isOrigin(text: string): boolean {
  return URL.parse(text)?.origin === text && !text.includes("*");
}

function readAddresses(
  variables: Variables,
  name: string,
  fallback: string,
  faults: Faults,
): string[] {
  const addresses = (variables[name] ?? fallback).split(",").map((address) => address.trim());
  if (addresses.length === 1 && addresses[0] === "none") return [];
  const wrong = addresses.filter((address) => !isAddress(address));
  const known = "loopback, linklocal, uniquelocal";
  for (const address of wrong) faults.add(name, `"${address}" is no address, no range, and none of ${known}, none`);
  return addresses;
}

function readPaths(variables: Variables, faults: Faults): string[] {
  const name = "INTERNAL_PATHS";
  const paths = variables[name]?.split(",").map((path) => path.trim()) ?? [];
  for (const path of paths.filter((one) => !one.startsWith("/"))) {
    faults.add(name, `"${path}" is no path such as /metrics`);
  }
  return paths.map((path) => path.replace(/\/+$/, ""));
}

/** An address, a range of them, or one of the names that proxy-addr knows. */
function isAddress(text: string): boolean {
  if (["loopback", "linklocal", "uniquelocal"].includes(text)) return true;
  const [, ip = "", bits = "0"] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  return isIP(ip) > 0 && Number(bits) <= (isIP(ip) === 4 ? 32 : 128);
}

function readLimits(variables: Variables, name: string, fallback: string, faults: Faults): Limit[] {
  const text = variables[name] ?? fallback;
  const limits = parseLimits(text);
  if (!limits) faults.add(name, `must read like 100/minute or 200/day;50/hour, not "${text}"`);
  return limits ?? [];
}
