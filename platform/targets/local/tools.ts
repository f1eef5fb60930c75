/** The programs of this machine that an environment wants, and the variables that say where. */
import type { Target } from "../target.ts";

const ofEngines: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  postgresql: { ANDAMIO_POSTGRESQL: "postgresql" },
  mysql: { ANDAMIO_MARIADB: "mariadb" },
  Redis: { ANDAMIO_REDIS_SERVER: "redis-server" },
};

export const tools: Target["tools"] = (components) =>
  Object.assign(
    { ANDAMIO_PROCESS_COMPOSE: "process-compose" },
    ...components
      .filter(({ managed }) => managed === undefined)
      .map(({ kind, engine }) => ofEngines[String(engine ?? kind)]),
  ) as Record<string, string>;
