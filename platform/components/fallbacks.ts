/** What holds where a field is not set and the schema has no default: from code. Knows no kind. */
import type { Fallback } from "../spec/catalogue.ts";

type Spec = Readonly<Record<string, unknown>>;
type Fallbacks = Readonly<Record<string, Fallback>>;

const container = (name: string, environment: string): Fallback => ({
  value: `${environment}-${name}`,
  source: "the names of the environment and of the component",
});

/** The fields that run a program; `ports` for those that are reached by one. */
export function programFallbacks(
  name: string, spec: Spec, { environment, alone }: { environment: string; alone?: boolean },
): Fallbacks {
  return {
    "command": { source: "the image's own command" },
    "requests.cpu": { value: spec.cpu, source: "the field cpu" },
    "requests.memory": { value: spec.memory, source: "the field memory" },
    "containerName": container(name, environment),
    "scale": { source: "no autoscaling: replicas is fixed" },
    "workers": { source: "the program decides" },
    "threads": { source: "the program decides" },
    "update": {
      value: alone ? "recreate" : "rolling",
      source: alone ? "it opens SQLite or a volume alone" : "it opens no SQLite and no volume alone",
    },
    "publish": { source: "no fixed port of the host" },
    "publish.port": { value: spec.port, source: "the field port" },
    "route": { source: "no public address" },
    "health.path": { source: "a connection to the port is enough" },
    "health.livePath": { source: "no probe restarts it" },
    "health.command": { source: "no command is asked" },
    "fallback": { source: "a missing file answers 404" },
  };
}

/** What lowering takes where the fields of a store's probe are not set. */
export const storeTimes = {
  interval: "5s", timeout: "3s", retries: 3, startPeriod: "60s",
} as const;

export interface StoreDefaults {
  storage: string;
  cpu: number;
  memory: string;
}

export function storeFallbacks(
  name: string, environment: string, by: string, defaults: StoreDefaults, port: number,
): Fallbacks {
  const of = (value: unknown): Fallback => ({ value, source: by });
  return {
    "storage": of(defaults.storage),
    "cpu": of(defaults.cpu),
    "memory": of(defaults.memory),
    "health.interval": of(storeTimes.interval),
    "health.timeout": of(storeTimes.timeout),
    "health.retries": of(storeTimes.retries),
    "health.startPeriod": of(storeTimes.startPeriod),
    "password": { source: "generated once, and kept with the data" },
    "publish": { source: "no fixed port of the host" },
    "publish.port": { value: port, source: "the engine's own port" },
    "publish.address": { value: "loopback", source: "the schema" },
    "containerName": container(name, environment),
    "labels": { source: "those of the environment alone" },
    "settings": { source: "those of the server" },
    "managed": { source: "it runs here" },
  };
}
