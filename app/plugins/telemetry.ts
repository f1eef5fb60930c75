/** What a request leaves behind: its id, one log line, and the metrics that /metrics shows. */

import { randomUUID } from "node:crypto";

import { type FastifyServerOptions, LogController } from "fastify";
import fp from "fastify-plugin";
import { destination, type Logger, symbols } from "pino";
import { collectDefaultMetrics, Histogram, Registry } from "prom-client";

import type { Config } from "../config/config.ts";

declare module "fastify" {
  interface FastifyInstance {
    metrics: Registry;
  }
}

export const telemetry = fp(
  async (app) => {
    const metrics = new Registry();
    collectDefaultMetrics({ register: metrics });
    const durations = new Histogram({
      name: "http_request_duration_seconds",
      help: "How long requests took",
      labelNames: ["method", "route", "status"],
      registers: [metrics],
    });
    app.decorate("metrics", metrics);
    // nothing in these lines can be a secret, and there is one for every request
    const plain = app.log.child({}, { redact: [] });
    const series = new Map<string, ReturnType<typeof openSeries>>();

    /** All that requests of one kind have in common is written once. */
    function openSeries(method: string, route: string, status: number) {
      const log = plain.child({ method, route, status });
      return { log, duration: durations.labels({ method, route, status }) };
    }

    function seriesOf(method: string, route: string, status: number) {
      const name = `${method} ${status} ${route}`;
      const known = series.get(name);
      if (known) return known;
      const opened = openSeries(method, route, status);
      series.set(name, opened);
      return opened;
    }

    app.addHook("onRequest", (request, reply, done) => {
      reply.header("x-request-id", request.id);
      done();
    });
    app.addHook("onResponse", (request, reply, done) => {
      const { url, config } = request.routeOptions;
      const route = url ?? "unknown"; // never the raw path: it would make a series of each
      const { log, duration } = seriesOf(request.method, route, reply.statusCode);
      const { elapsedTime } = reply;
      duration.observe(elapsedTime / 1000);
      const level = config.limit === "none" ? "debug" : "info"; // probes come every second
      const line = {
        request_id: request.id,
        ms: Math.round(elapsedTime),
        user: request.user?.username,
      };
      log[level](line, "request completed");
      done();
    });
  },
  { name: "telemetry" },
);

export interface LogStream {
  write(line: string): void;
}

/** The options of the server that concern logs and ids (L001-41, L001-42). */
export function logOptions(
  { logLevel }: Pick<Config, "logLevel">,
  stream?: LogStream,
): FastifyServerOptions {
  return {
    logger: { ...loggerOptions(logLevel), stream: stream ?? destination(buffered) },
    // what blots out secrets is slow, and an id is none: it needs not even quoting
    childLoggerFactory: (parent, { request_id: id }) => {
      const child = Object.create(parent) as Logger & Record<symbol, string>; // as pino's child()
      child[symbols.chindingsSym] += `,"request_id":"${String(id)}"`;
      return child;
    },
    logController: new LogController({
      disableRequestLogging: true,
      requestIdLogLabel: "request_id",
    }),
    genReqId: ({ headers }) => {
      const id = headers["x-request-id"];
      return typeof id === "string" && /^[A-Za-z0-9._-]{1,64}$/.test(id) ? id : randomUUID();
    },
  };
}

/** Many lines are one write, and who reads them too slowly is waited for: they never pile up. */
const buffered = { sync: true, minLength: 4_096, periodicFlush: 100 };

/** Many lines share a millisecond. */
function stamp(): string {
  const now = Date.now();
  if (latest.now !== now) latest = { now, text: `,"timestamp":"${new Date(now).toISOString()}"` };
  return latest.text;
}

let latest = { now: 0, text: "" };

/** One JSON object a line, on standard output; what could be a secret is blotted out. */
export function loggerOptions(level: string) {
  const secrets = [
    "password",
    "authorization",
    "cookie",
    "token",
    "access",
    "refresh",
    "access_token",
    "refresh_token",
  ];
  return {
    level,
    base: null,
    messageKey: "message",
    timestamp: stamp,
    formatters: { level: (label: string) => ({ level: label.toUpperCase() }) },
    redact: secrets.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]),
  };
}
