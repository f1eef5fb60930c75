/** What the smoke of the Point API looks at, one check after the other (P004-30 to P004-35). */

import { isDeepStrictEqual } from "node:util";

import type { Limits } from "../modules/integrations/maintenance.ts";

export interface Point {
  /** A POST when there is a body. Throws unless the answer is good. */
  call(path: string, body?: object): Promise<Response>;
  limits: Limits;
}

const root = "/api/integraciones/point";
const xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

type Check = (point: Point) => Promise<void>;

export const checks = {
  health: async ({ call }) => void (await call("/health/")),
  summary: async (point) => {
    const summary = await read(point, "resumen");
    for (const block of ["traffic", "clients", "alerts", "operations"]) {
      must(block in summary, `the block ${block} is missing`);
    }
  },
  history: async (point) => {
    for (const direction of ["desc", "asc"] as const) await checkPage(point, direction);
  },
  exports: async ({ call }) => {
    for (const [format, type, start] of [
      ["csv", "text/csv", "\ufeffid,"],
      ["xlsx", xlsx, "PK"],
    ] as const) {
      const response = await call(`${root}/operaciones/historial/?export=${format}&limit=200`);
      const given = String(response.headers.get("content-type"));
      must(given.startsWith(type), `${format} comes as ${given}`);
      const bytes = Buffer.from(await response.arrayBuffer());
      must(bytes.toString("utf8", 0, 64).startsWith(start), `${format} does not look like one`);
    }
  },
  "dry runs": async (point) => {
    const before = await read(point, "resumen");
    const { idle_days, idle_limit, retain_days, max_delete } = point.limits;
    for (const [path, body] of [
      ["clientes/desactivar-inactivos", { idle_days, limit: idle_limit }],
      ["logs/purgar", { retain_days, max_delete }],
      ["mantenimiento/ejecutar", point.limits],
    ] as const) {
      const response = await point.call(`${root}/${path}/`, { ...body, dry_run: true });
      const { deactivated = 0, deleted = 0 } = (await response.json()) as Record<string, number>;
      must(deactivated + deleted === 0, `${path} changed something`);
    }
    const { clients } = await read(point, "resumen");
    must(isDeepStrictEqual(clients, before["clients"]), "the number of clients has changed");
  },
} satisfies Record<string, Check>;

/** For real, and then in the history. */
export const runLive: Check = async (point) => {
  const response = await point.call(`${root}/mantenimiento/ejecutar/`, {
    ...point.limits,
    dry_run: false,
  });
  const totals: unknown = await response.json();
  const { items } = await read(point, "operaciones/historial/?limit=1&action=RUN_API_MAINTENANCE");
  const [last] = items as { payload: unknown }[];
  must(last && isDeepStrictEqual(last.payload, totals), "the run is not in the history");
};

async function checkPage(point: Point, direction: "asc" | "desc"): Promise<void> {
  const query = `limit=1&offset=0&sort_by=timestamp&sort_dir=${direction}`;
  const { items, pagination } = await read(point, `operaciones/historial/?${query}`);
  must(Array.isArray(items) && items.length <= 1, "limit is ignored");
  const block = Object(pagination) as Record<string, unknown>;
  for (const field of ["has_next", "next_offset", "has_prev", "prev_offset"]) {
    must(field in block, `pagination has no ${field}`);
  }
  must(block["has_prev"] === false, "the first page has one before it");
  if (!block["has_next"]) return;
  const next = await read(point, `operaciones/historial/?${query.replace("offset=0", "offset=1")}`);
  must(!isDeepStrictEqual(next["items"], items), "offset is ignored");
}

async function read({ call }: Point, path: string): Promise<Record<string, unknown>> {
  return (await (await call(`${root}/${path}`)).json()) as Record<string, unknown>;
}

function must(isSo: unknown, otherwise: string): asserts isSo {
  if (!isSo) throw new Error(otherwise);
}
