/** Words of Compose and Kubernetes, and what says the same here. */
import type { Pointer } from "./node.ts";
import { listReferences } from "./references.ts";

const atTheTop: Readonly<Record<string, string>> = {
  services: "components: { NAME: { kind: Service } }, or kind: Worker when it has no port",
  volumes:
    "components name them: volumes: { uploads: { path: uploads, size: 1Gi } }; a Database and a Redis have one of their own",
  networks: "who may reach whom follows from references: ${db.url}",
  secrets: "components: { NAME: { kind: Secret, from: { variable: NAME } } }",
  configs: "a file belongs into the image, a value into env",
  name: "the file's name is the environment's name",
  include: "extends: ./base.yaml",
  profiles: "another file below environments/ that extends this one",
  env: "envGroups: { app: { NAME: value } }, and envFrom: [app] in the components",
  environment: "envGroups: { app: { NAME: value } }, and envFrom: [app] in the components",
  profile: "policies: { profile: prod }",
};

const inComponents: Readonly<Record<string, string>> = {
  environment: "env: { NAME: value }",
  env_file:
    "envFrom: [app] with envGroups: { app: { NAME: value } }; a credential is a component of kind Secret",
  build: "images: { app: { build: ./app } }, and here image: app",
  ref: "images: { app: { ref: NAME:TAG } }, and here image: app",
  networks: "who may reach whom follows from references: ${db.url}",
  links: "a reference reaches and orders: DATABASE_URL: ${db.url}",
  ports:
    "port: 8000 is where the program listens, publish: { port: 5001 } fixes a port of the host",
  expose: "port: 8000",
  healthcheck: "health: { path: /health }",
  readinessProbe: "health: { path: /health }",
  livenessProbe: "health: { livePath: /livez }",
  restart: "remove the line; what dies is always started again",
  container_name: "containerName: NAME",
  stop_grace_period: "stop: { grace: 30s }",
  stop_signal: "stop: { signal: SIGINT }",
  deploy: "replicas, cpu and memory stand in the component itself",
  scale: "replicas: 2",
  mem_limit: "memory: 512Mi",
  cpus: "cpu: 0.5",
  resources: "cpu: 0.5 and memory: 512Mi",
  limits: "cpu: 0.5 and memory: 512Mi",
  profiles: "another file below environments/ that extends this one",
  entrypoint: "command: [node, dist/server.js] is the whole command line, entrypoint included",
  args: "command: [node, dist/server.js] is the whole command line, entrypoint included",
  working_dir: "images: { app: { workdir: /app } }",
  secrets: "env: { NAME: \"${name.value}\" } with a component of kind Secret",
  cron: "schedule: \"0 2 * * *\"",
  extends: "a whole file extends another one: extends: ./base.yaml at the top",
};

const kinds: Readonly<Record<string, string>> = {
  Postgres: "kind: Database, engine: postgresql",
  PostgreSQL: "kind: Database, engine: postgresql",
  SQLite: "kind: Database, engine: sqlite",
  Cache: "kind: Redis",
  Cron: "kind: CronJob",
  Deployment: "kind: Service, or kind: Worker when it has no port",
  Web: "kind: Service",
  Task: "kind: Job runs once per release, kind: CronJob at times",
};

/** What to write instead of a word of another language. `kind:X` asks for a kind. */
export function findForeignWord(
  word: string,
  pointer: Pointer,
  value: unknown,
): string | undefined {
  if (word.startsWith("kind:")) return ownOf(kinds, word.slice(5));
  if (pointer.length === 0) return ownOf(atTheTop, word);
  if (pointer[0] !== "components" || pointer.length !== 2) return undefined;
  return word === "depends_on" ? describeOrder(pointer[1] ?? "", value) : ownOf(inComponents, word);
}

interface Written {
  envFrom?: unknown;
  env?: unknown;
  depends_on?: unknown;
}

/** Says by which variable the order is there already, or how to make it. */
function describeOrder(name: string, value: unknown): string {
  const { components = {}, envGroups = {} } = value as {
    components?: Record<string, Written>;
    envGroups?: Record<string, unknown>;
  };
  const component = components[name] ?? {};
  const wanted = listNames(component.depends_on);
  const groups = Array.isArray(component.envFrom) ? component.envFrom : [];
  const variables = [...groups.map((group) => envGroups[String(group)]), component.env].flatMap(
    (map) => Object.entries(map ?? {}),
  );
  const found = variables.find(([, text]) =>
    listReferences(String(text)).some((reference) => wanted.includes(reference.component)),
  );
  if (!found) {
    return `order follows references: with \${${wanted[0] ?? "db"}.url} in env "${name}" waits for it. Remove the line`;
  }
  const by = listReferences(String(found[1])).find((reference) =>
    wanted.includes(reference.component),
  );
  return `order follows references; "${name}" already waits for "${by?.component}" by ${found[0]}. Remove the line`;
}

function listNames(value: unknown): string[] {
  if (Array.isArray(value)) return value.map(String);
  return typeof value === "object" && value !== null ? Object.keys(value) : [];
}

function ownOf(table: Readonly<Record<string, string>>, word: string): string | undefined {
  return Object.hasOwn(table, word) ? table[word] : undefined;
}
