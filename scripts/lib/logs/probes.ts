/** Which lines report a health check that passed: they come often and hide the rest. Pure. */

import { type Fields, pick } from "./fields.ts";
import { levelOf, rankOf } from "./levels.ts";

const methods = ["method", "req.method", "request.method", "http.method", "http.request.method"];
const paths = [
  "url", "path", "route", "uri", "req.url", "request.url", "request.uri", "request.path", "http.url", "url.path",
];
const statuses = [
  "status", "statusCode", "status_code", "res.statusCode", "response.status", "http.status_code",
  "http.response.status_code",
];
const ids = ["reqId", "request_id", "requestId", "req.id"];

/** The agents of kubelet and of load balancers. */
const agent = /\b(kube-probe\/|ELB-HealthChecker|GoogleHC\/)/;

/** Of requests that are open; one that never ends must not be kept for ever. */
const mostIds = 1000;

/**
 * A container of PostgreSQL asks its own server whether it is ready. That question names no
 * database, so the server misses one with the name of the superuser. Its text is part of what runs:
 * another one would recreate the container.
 */
const ready = /\bdatabase system is ready to accept connections$/;
const missed = /\bFATAL: +database "andamio" does not exist$/;

/**
 * Tells, line by line of one process, whether it reports a health check at one of these paths that
 * did not fail. The end of a request may be a line of its own that has only the request's id.
 * Warnings and errors within one are no such reports.
 */
export function createProbeFilter(probed: ReadonlySet<string>) {
  const open = new Set<string | number>();
  const isOwnQuestion = createOwnFilter();
  return (text: string, fields: Fields | undefined): boolean => {
    if (!fields) return isOwnQuestion(text) || isProbeLine(text, probed);
    const id = pick(fields, ids);
    const isProbe = isProbeRequest(text, fields, probed) || (id !== undefined && open.delete(id));
    const status = pick(fields, statuses);
    if (isProbe && id !== undefined && status === undefined) remember(open, id);
    return isProbe && !hasFailed(status) && !isSerious(text, fields);
  };
}

function createOwnFilter() {
  let before = "";
  return (text: string): boolean => {
    const isOwn = missed.test(text) && ready.test(before);
    before = text;
    return isOwn;
  };
}

function isSerious(text: string, fields: Fields | undefined): boolean {
  const level = levelOf(text, fields);
  return level !== undefined && rankOf(level) >= rankOf("warn");
}

function isProbeRequest(text: string, fields: Fields, probed: ReadonlySet<string>): boolean {
  if (agent.test(text)) return true;
  const method = pick(fields, methods) ?? "GET";
  const path = pick(fields, paths);
  return path !== undefined && isRead(String(method)) && probed.has(pathOf(String(path)));
}

function isProbeLine(text: string, probed: ReadonlySet<string>): boolean {
  return isProbeText(text, probed) && !isSerious(text, undefined);
}

/** A request as access logs write it: `"GET /health HTTP/1.1" 200`. */
function isProbeText(text: string, probed: ReadonlySet<string>): boolean {
  const [request, path = ""] = /\b(?:GET|HEAD) (\/[^\s"]*)/.exec(text) ?? [];
  if (request === undefined || !(probed.has(pathOf(path)) || agent.test(text))) return false;
  const after = text.slice(text.indexOf(request) + request.length);
  return !hasFailed(/^(?: HTTP\/[\d.]+)?"? +(\d{3})\b/.exec(after)?.[1]);
}

function remember(open: Set<string | number>, id: string | number): void {
  if (open.size >= mostIds) open.clear();
  open.add(id);
}

function isRead(method: string): boolean {
  return /^(GET|HEAD)$/i.test(method);
}

function hasFailed(status: string | number | undefined): boolean {
  return Number(status ?? 0) >= 400;
}

function pathOf(url: string): string {
  return url.replace(/^https?:\/\/[^/]*/, "").replace(/[?#].*$/, "");
}
