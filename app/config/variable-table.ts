/**
 * Every variable that the app reads, as JSON Schema: what it must be, its default and what it
 * means. `node dist/jobs.js variables` prints it for whoever deploys the app.
 */

import { aliases, secretsInFiles } from "./variables.ts";

type Schema = Readonly<Record<string, unknown>>;

const text = (description: string, more: Schema = {}): Schema => ({
  type: "string",
  description,
  ...more,
});
const flag = (description: string, fallback: boolean | undefined, more: Schema = {}): Schema => ({
  type: "boolean",
  description,
  ...(fallback !== undefined && { default: fallback }),
  ...more,
});
const choice = (description: string, words: readonly string[], more: Schema = {}): Schema => ({
  enum: words,
  "x-ignore-case": true,
  description,
  ...more,
});
const count = (description: string, fallback: number, least: number, most: number): Schema => ({
  type: "integer",
  minimum: least,
  maximum: most,
  default: fallback,
  description,
});
const rate = (description: string): Schema => ({
  type: "number",
  minimum: 0,
  maximum: 1,
  default: 1,
  description,
});
const secret = (description: string, more: Schema = {}): Schema =>
  text(description, { writeOnly: true, ...more });

const limit = "[1-9][0-9]{0,8} ?(/|per) ?(second|minute|hour|day)";
const limits = (description: string, fallback: string, meaning = "rate-limit"): Schema =>
  text(description, { pattern: `^ *${limit} *(; *${limit} *)*$`, default: fallback, "x-meaning": meaning });
const redis = (description: string): Schema => text(description, { pattern: "^(rediss?://.+|memory://)$" });
const maintenance = "AUTO_MAINT_INTEGRACIONES_";

const own: Readonly<Record<string, Schema>> = {
  NODE_ENV: choice("production asks for secrets of its own", ["development", "test", "production"], { default: "development", "x-meaning": "mode" }),
  ENVIRONMENT: text("name of the environment, for people", { default: "dev" }),
  DEBUG: flag("more log, and no CSRF unless ENABLE_CSRF is set", false, { "x-meaning": "debug" }),
  HOST: text("address that it listens on", { default: "127.0.0.1" }),
  PORT: count("port that it listens on", 8000, 0, 65_535),
  WEB_CONCURRENCY: count("processes that serve the port", 1, 1, 99),
  TRUST_PROXY: {
    type: "array",
    items: { anyOf: [{ format: "cidr" }, { enum: ["loopback", "linklocal", "uniquelocal", "none"] }] },
    default: "loopback",
    description: "addresses of proxies whose X-Forwarded-For is trusted, or none; set by the target",
    "x-meaning": "trusted-proxies",
  },
  INTERNAL_PATHS: {
    type: "array",
    items: { pattern: "^ */" },
    description: "paths, with all below them, that are refused to what came through a proxy; set by the target",
    "x-meaning": "internal-paths",
  },
  TLS: flag("browsers reach it by TLS: HSTS, and cookies for TLS alone; set by the target", false, { "x-meaning": "tls" }),
  HSTS_SECONDS: { ...count("how long browsers come by TLS alone; set by the target", 31_536_000, 0, 9_999_999_999), "x-meaning": "hsts-seconds" },
  CORS_ALLOWED_ORIGINS: {
    type: "array",
    items: { format: "origin" },
    description: "other origins whose pages may call, with commas",
    "x-meaning": "cors-origins",
  },
  LOG_LEVEL: choice("what is logged", ["fatal", "error", "warn", "info", "debug", "trace", "silent"], { default: "info", "x-meaning": "log-level" }),
  LOG_QUERIES: flag("every statement is logged", false, { "x-meaning": "log-queries" }),
  TIMEZONE: text("whose days are meant", { format: "timezone", default: "America/Argentina/Buenos_Aires" }),
  DATABASE_URL: text("file:PATH, sqlite:///PATH, postgresql://… or mysql://…", { pattern: "^[A-Za-z0-9]+(\\+[A-Za-z0-9_]+)?:", default: "file:data/app.sqlite3" }),
  MYSQL_NAME: text("name of a MySQL database, which wins over DATABASE_URL"),
  MYSQL_USER: text("user of that database"),
  MYSQL_PASSWORD: secret("password of that user"),
  MYSQL_HOST: text("host of that database", { default: "127.0.0.1" }),
  MYSQL_PORT: count("port of that database", 3307, 0, 99_999),
  REDIS_URL: redis("limits, cache, events and queue of all replicas"),
  CELERY_BROKER_URL: redis("Redis of the queue, where it is another"),
  CELERY_RESULT_BACKEND: redis("Redis of the queue's results"),
  JWT_SECRET: secret("signs tokens; in production at least 32 characters"),
  SECRET_KEY: secret("signs tokens where JWT_SECRET is not set"),
  SESSION_LIFETIME_HOURS: { type: "number", exclusiveMinimum: 0, maximum: 8_760, default: 8, description: "lifetime of a browser's session" },
  SESSION_COOKIE_SECURE: flag("the session's cookie goes by TLS alone", false, { "x-meaning": "secure-cookies", "x-default-from": "TLS" }),
  SESSION_COOKIE_SAMESITE: choice("when other pages send the session's cookie", ["lax", "strict", "none"], { default: "lax", "x-meaning": "same-site" }),
  ENABLE_CSRF: flag("changes by cookie need a token beside it", true, { "x-meaning": "csrf" }),
  RATE_LIMIT_DEFAULT: limits("how often a caller may call a route", "100/minute"),
  RATE_LIMIT_AUTH: limits("how often a caller may sign in", "10/minute", "sign-in-rate-limit"),
  RATE_LIMIT_ANONYMOUS: limits("how often one who is not signed in may call", "200/day;50/hour"),
  MAIL_TRANSPORT: choice("where mail goes: smtp with a user, else none", ["smtp", "log", "none"]),
  SMTP_HOST: text("the mail server"),
  SMTP_PORT: count("its port", 587, 0, 65_535),
  SMTP_USER: text("its user"),
  SMTP_PASSWORD: secret("its password"),
  SMTP_FROM: text("who sends mail"),
  SMTP_FROM_NAME: text("name of who sends mail"),
  MAIL_SERVER: text("the mail server, by its old name", { default: "smtp.zoho.com" }),
  MAIL_PORT: count("its port, by the old name", 465, 0, 65_535),
  MAIL_USERNAME: text("its user, by the old name"),
  MAIL_PASSWORD: secret("its password, by the old name"),
  MAIL_USE_SSL: flag("TLS from the first byte; with port 465", undefined),
  MAIL_USE_TLS: flag("STARTTLS, or no mail; with port 587", undefined),
  MAIL_DEFAULT_SENDER: text("who sends mail, by the old name"),
  CONTACT_RECIPIENTS: { type: "array", items: { format: "email" }, description: "who gets messages of the contact form" },
  CONTACT_FILE: text("file that keeps a copy of these messages"),
  SCHEDULED_TASKS: text("tasks that come again", { contentMediaType: "application/json", default: "[]" }),
  ENABLE_AUTO_MAINT_INTEGRACIONES: flag("the app's own timer of maintenance", false),
  [`${maintenance}INTERVAL_HOURS`]: count("hours between two runs of it", 24, 1, 500),
  [`${maintenance}DRY_RUN`]: flag("it changes nothing", true),
  [`${maintenance}CONFIRM_LIVE`]: text("YES confirms a live run"),
  [`${maintenance}IDLE_DAYS`]: count("days until a client is idle", 30, 1, 3_650),
  [`${maintenance}IDLE_LIMIT`]: count("clients that a run deactivates at most", 100, 1, 10_000),
  [`${maintenance}RETAIN_DAYS`]: count("days that logs are kept", 90, 1, 3_650),
  [`${maintenance}MAX_DELETE`]: count("rows that a run deletes at most", 5_000, 1, 1_000_000),
  POINT_ALERT_ERROR_RATE: count("percentage of errors that is alarming", 10, 0, 100),
  POINT_ALERT_SLOW_MS: count("milliseconds from which a request is slow", 1_000, 1, 3_600_000),
  POINT_ALERT_IDLE_CLIENTS: count("idle clients that are alarming", 0, 0, 1_000_000),
  SENTRY_DSN: secret("where errors are reported", { format: "uri", "x-meaning": "error-tracker" }),
  SENTRY_TRACES_SAMPLE_RATE: rate("share of requests that Sentry traces"),
  SENTRY_PROFILES_SAMPLE_RATE: rate("share of requests that Sentry profiles"),
  OTEL_EXPORTER_OTLP_ENDPOINT: text("where traces go", { format: "uri" }),
  OTEL_EXPORTER_OTLP_HEADERS: secret("headers that go with traces"),
  OTEL_SERVICE_NAME: text("name of the app in traces", { default: "andamio-app" }),
  OTEL_TRACES_SAMPLER_ARG: rate("share of requests that are traced"),
};

/** Of single commands of jobs.js. */
const ofJobs: Readonly<Record<string, Schema>> = {
  API_URL: text("health-check: the API that it asks", { format: "uri", default: "http://127.0.0.1:8000" }),
  BASE_URL: text("smoke-integraciones: the API that it tries", { format: "uri", default: "http://127.0.0.1:8000" }),
  TOKEN: secret("smoke-integraciones: a key of the API"),
  USERNAME: text("smoke-integraciones: a user, without a key"),
  PASSWORD: secret("smoke-integraciones: password of that user"),
  TESTING: text("seed makes no users"),
  INIT_ADMIN_PASSWORD: secret("init-prod-db: makes the user admin", { minLength: 16 }),
  INIT_GESTOR_PASSWORD: secret("init-prod-db: makes the user gestor", { minLength: 16 }),
  INIT_USUARIO_PASSWORD: secret("init-prod-db: makes the user usuario", { minLength: 16 }),
};

const signing = { anyOf: [{ required: ["JWT_SECRET"] }, { required: ["SECRET_KEY"] }] };

export function makeVariableSchema(): Schema {
  const old = Object.fromEntries(Object.entries(aliases).map(([name, alias]) => [name, { "x-aliases": [alias] }]));
  const all = Object.entries({ ...own, ...ofJobs });
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "Variables of the app",
    type: "object",
    properties: {
      ...Object.fromEntries(all.map(([name, schema]) => [name, { ...schema, ...old[name] }])),
      ...Object.fromEntries(
        secretsInFiles.map((name) => [`${name}_FILE`, text(`file that holds ${name}`)]),
      ),
    },
    dependentRequired: { MYSQL_NAME: ["MYSQL_USER", "MYSQL_PASSWORD"] },
    "x-commands": {
      "dist/server.js": { ...signing, default: true },
      "dist/jobs.js health-check": { required: ["API_URL"] },
    },
  };
}
