/** Changes of Databases and Redis. */
import { health, type Lane, type Step, step } from "./change.ts";
import type { Patch } from "./changing.ts";
import { inUnit, readerHas, readVariables, redisSays, type Sight } from "./sights.ts";

/** Fields of servers that keep data, but of the engine. */
function storeSteps(kind: string): Step[] {
  const ready = (pick: (times: Record<string, unknown>) => unknown): Sight =>
    inUnit((unit) => pick(unit.ready as never));
  return [
    step(`${kind}.health.interval`, health({ interval: "7s" }),
      ready((times) => times["intervalSeconds"]), 7),
    step(`${kind}.health.timeout`, health({ timeout: "8s" }),
      ready((times) => times["timeoutSeconds"]), 8),
    step(`${kind}.health.retries`, health({ retries: 9 }), ready((times) => times["retries"]), 9),
    step(`${kind}.health.startPeriod`, health({ startPeriod: "66s" }),
      ready((times) => times["startPeriodSeconds"]), 66),
  ];
}

/** Instead of a server of ours, which its fields are of. */
const elsewhere = (...fields: string[]): Patch => ({
  ...Object.fromEntries(fields.map((field) => [field, null])),
  managed: { url: "${elsewhere.value}" },
});

const sqlSays = (variable: string, query: string): Sight => async (world) =>
  world.sql((await readVariables(world, "reader"))[variable]!, query);

const port = (url: string | undefined): string => new URL(url!).port;

export const storeLanes: readonly Lane[] = [
  {
    component: "redis-1",
    spec: { kind: "Redis" },
    steps: [
      step("Redis.maxMemory", { maxMemory: "64Mi" },
        redisSays("REDIS_1", "maxmemory"), String(64 * 2 ** 20)),
      step("Redis.eviction", { eviction: "allkeys-lru" },
        redisSays("REDIS_1", "maxmemory-policy"), "allkeys-lru"),
      step("Redis.settings", { settings: { "timeout": "77" } },
        redisSays("REDIS_1", "timeout"), "77"),
      step("Redis.persistence", { persistence: "none" }, redisSays("REDIS_1", "appendonly"), "no"),
      step("Redis.password", { password: "${chosen.value}" },
        redisSays("REDIS_1", "requirepass"), "chosen-by-a-variable"),
      step("Redis.publish.port", { publish: { port: 8324 } }, readerHas("REDIS_1", port), "8324"),
      step("Redis.publish.address", { publish: { address: "all" } },
        redisSays("REDIS_1", "bind"), "127.0.0.1"),
    ],
  },
  {
    component: "redis-2",
    spec: { kind: "Redis" },
    steps: [
      ...storeSteps("Redis"),
      step("Redis.managed.url", elsewhere("health"),
        readerHas("REDIS_2"), "redis://elsewhere.example:6379/0"),
    ],
  },
  {
    component: "database-1",
    spec: { kind: "Database", engine: "postgresql" },
    steps: [
      step("Database.user", { user: "claims" },
        sqlSays("DATABASE_1", "select current_user || count(*) from kept"), "claims1",
        { before: (world) => sqlSays("DATABASE_1", "create table kept as select 1")(world, "database-1") }),
      step("Database.name", { name: "claims" },
        sqlSays("DATABASE_1", "select current_database()"), "claims"),
      step("Database.password", { password: "${chosen.value}" },
        readerHas("DATABASE_1", (url) => decodeURIComponent(new URL(url!).password)),
        "chosen-by-a-variable"),
      step("Database.settings", { settings: { max_connections: "33" } },
        sqlSays("DATABASE_1", "show max_connections"), "33"),
      step("Database.publish.port", { publish: { port: 8325 } },
        sqlSays("DATABASE_1", "show port"), "8325"),
      step("Database.publish.address", { publish: { address: "all" } },
        sqlSays("DATABASE_1", "show listen_addresses"), "127.0.0.1"),
    ],
  },
  {
    component: "database-2",
    spec: { kind: "Database", engine: "sqlite", role: "analytics" },
    steps: [
      step("Database.path", { path: "other/app.db" },
        readerHas("DATABASE_2", (url) => url?.endsWith("/app.db")), true),
      step("Database.engine", { engine: "postgresql", path: null },
        sqlSays("DATABASE_2", "select current_user"), "app"),
      ...storeSteps("Database"),
      step("Database.managed.url", elsewhere("health"),
        readerHas("DATABASE_2"), "redis://elsewhere.example:6379/0"),
    ],
  },
];
