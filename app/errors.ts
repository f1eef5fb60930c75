/**
 * What can go wrong in the app, as codes that programs check and texts that people read, and the
 * one body that answers (X39).
 */

import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";

const statuses = {
  invalid: 400,
  unauthenticated: 401,
  token_expired: 401,
  token_invalid: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  unprocessable: 422,
  rate_limited: 429,
  unavailable: 503,
} as const;

declare module "fastify" {
  interface FastifyContextConfig {
    /** The status for what does not fit the schema, where it is not 422 */
    badInput?: 400;
  }
}

export type ErrorCode = keyof typeof statuses;

interface Details {
  /** What is wrong with each field */
  details?: string[];
  /** Seconds after which it is worth another try */
  retryAfter?: number;
  cause?: unknown;
}

/**
 * The one error that services throw for what they foresaw; anything else is a bug and answers 500.
 */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly details?: string[];
  readonly retryAfter?: number;

  constructor(code: ErrorCode, message: string, { details, retryAfter, cause }: Details = {}) {
    super(message, { cause });
    this.name = "AppError";
    this.code = code;
    if (details) this.details = details;
    if (retryAfter !== undefined) this.retryAfter = retryAfter;
  }
}

export function isAppError(error: unknown): error is AppError {
  return error instanceof Error && error.name === "AppError";
}

/** The error handler of the app. */
export function sendError(
  error: FastifyError | Error,
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  const { status, code, detail, retryAfter } = describeError(error, request);
  if (status >= 500) request.log.error({ err: error }, "request failed");
  if (status === 500) {
    request.server.tellError?.(error, {
      request_id: request.id,
      route: request.routeOptions.url ?? "unknown",
    });
  }
  if (retryAfter !== undefined) reply.header("retry-after", retryAfter);
  if (status === 401) reply.header("www-authenticate", "Bearer");
  reply.header("x-request-id", request.id); // of a path that cannot even be read, nothing else sets it
  reply.code(status).send({ error: code, detail, request_id: request.id });
}

interface Described {
  status: number;
  code: string;
  detail: string | string[];
  retryAfter?: number;
}

function describeError(error: FastifyError | Error, request: FastifyRequest): Described {
  const known = isAppError(error) ? error : (fromDatabase(error) ?? fromValidation(error, request));
  if (known) {
    return {
      status: statuses[known.code],
      code: known.code,
      detail: known.details ?? known.message,
      retryAfter: known.retryAfter,
    };
  }
  const status = "statusCode" in error ? (error.statusCode ?? 500) : 500;
  if (status < 500) return { status, code: "invalid", detail: error.message }; // Fastify's own: a body that is no JSON, too large …
  return { status: 500, code: "internal", detail: "Internal error." };
}

function fromValidation(
  error: FastifyError | Error,
  request: FastifyRequest,
): AppError | undefined {
  if (!("validation" in error) || !error.validation) return undefined;
  const where = "validationContext" in error ? error.validationContext : undefined;
  const details = error.validation.map(({ instancePath, message }) =>
    `${where ?? ""}${instancePath} ${message ?? "is wrong"}`.trim(),
  );
  return misfit(request, details);
}

/** The error for what does not fit the schema of the route. */
export function misfit({ routeOptions }: FastifyRequest, details: string[]): AppError {
  const code = routeOptions.config.badInput === 400 ? "invalid" : "unprocessable";
  return new AppError(code, "The request does not fit its schema.", { details });
}

const databaseErrors: Record<string, [ErrorCode, string]> = {
  P2000: ["unprocessable", "A value is too long."],
  P2002: ["conflict", "It exists already."],
  P2003: ["conflict", "Something else refers to it, or it refers to something that is not there."],
  P2020: ["invalid", "A value is out of range."],
  P2025: ["not_found", "Not found."],
  P2034: ["conflict", "Somebody else changed the same data at the same time. Try again."],
};
const outages = new Set(["P1001", "P1002", "P1008", "P1017", "P2024", "P2028", "P2037"]);

/** What its drivers say themselves, where they are asked without it */
const driverOutages =
  /^(DatabaseNotReachable|ConnectionClosed|SocketTimeout|TooManyConnections|TlsConnectionError)$/;

/** Codes of Prisma; what is not in the tables is a bug. */
function fromDatabase(error: Error): AppError | undefined {
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  if (outages.has(code) || isDriverOutage(error)) return databaseAway(error);
  const found = databaseErrors[code];
  return found && new AppError(found[0], found[1], { cause: error });
}

function isDriverOutage({ name, cause }: Error): boolean {
  return name === "DriverAdapterError" && driverOutages.test((cause as { kind: string }).kind);
}

export function databaseAway(cause: unknown): AppError {
  return new AppError("unavailable", "The database does not answer. Try again.", {
    retryAfter: 1,
    cause,
  });
}
