/** Database: a PostgreSQL or MySQL server of its own, or one SQLite file. */
import { posix } from "node:path";

import type { Complaint, Fallback, OutputTraits } from "../spec/catalogue.ts";
import type { Verdict } from "../spec/impact.ts";
import { own } from "../spec/schema.ts";
import { parseSize } from "../spec/size.ts";
import { ownVolume } from "../targets/values.ts";
import { defineComponent, type LowerContext, type Outputs } from "./component.ts";
import { storeFallbacks } from "./fallbacks.ts";
import { storeImpacts } from "./field-impacts.ts";
import {
  checkManaged,
  checkSettings,
  lowerManaged,
  lowerServer,
  makeUrl,
  managedOutputs,
  storeFields,
  storeRoles,
} from "./store.ts";
import { joinText } from "./text.ts";
import { unseen } from "./verdicts.ts";

const engines = {
  postgresql: { scheme: "postgresql", port: 5432, version: "15" },
  mysql: { scheme: "mysql", port: 3306, version: "8.0" },
} as const;
const defaults = { storage: "10Gi", cpu: 1, memory: "1Gi" };
const unnamed = "app";
const file = "data/app.sqlite3";
const ofServers = ["version", "name", "user", ...Object.keys(storeFields)];

const ofFile: Readonly<Record<string, OutputTraits>> = {
  url: { exclusive: "SQLite", data: true },
  path: { exclusive: "SQLite", data: true },
};
const ofServer: Readonly<Record<string, OutputTraits>> = {
  url: { secret: true, data: true },
  host: { data: true },
  port: { data: true },
  name: {},
  user: {},
  password: { secret: true },
};

export const Database = defineComponent({
  kind: "Database",
  roles: storeRoles,
  sole: ({ role }) =>
    role === "analytics"
      ? undefined
      : { what: "the primary database", help: "role: analytics for one of them" },
  port: ({ engine }) => (engine && engine !== "sqlite" ? engines[engine].port : undefined),
  schema: {
    type: "object",
    additionalProperties: false,
    description: "A relational database: a server of its own, or one file.",
    required: ["engine"],
    properties: {
      engine: {
        type: "string",
        enum: ["postgresql", "mysql", "sqlite"],
        description: "What runs it. Another engine is another database: the data stays behind.",
        examples: ["postgresql"],
      },
      version: {
        type: ["string", "number", "boolean"],
        form: "version",
        description: "Version of the server; `15` for PostgreSQL, `8.0` for MySQL.",
        examples: ["15"],
      },
      name: {
        type: "string",
        form: "role",
        description: "Name of the database; `app`.",
        examples: ["claims"],
      },
      user: {
        type: "string",
        form: "role",
        description: "Who owns it, without superuser rights; `app`.",
        examples: ["claims"],
      },
      path: {
        type: "string",
        form: "path",
        description:
          "The file of SQLite, below the image's `workdir`; `data/app.sqlite3`. Its folder is a volume.",
        examples: ["data/app.sqlite3"],
      },
      role: {
        type: "string",
        enum: ["primary", "analytics"],
        description: "`primary`, of which an environment has one, or `analytics`.",
        examples: ["analytics"],
      },
      ...storeFields,
    },
  },
  examples: [
    { title: "PostgreSQL", spec: { engine: "postgresql" } },
    {
      title: "PostgreSQL with names of its own",
      spec: { engine: "postgresql", version: 15, name: "claims", user: "claims" },
    },
    { title: "MySQL", spec: { engine: "mysql", settings: { max_connections: "50" } } },
    { title: "SQLite", spec: { engine: "sqlite" } },
    { title: "SQLite in another folder", spec: { engine: "sqlite", path: "store/claims.sqlite3" } },
  ],
  holdsData: ({ managed }) => managed === undefined,
  impacts: {
    engine: leftBehind("another engine is another database: the data stays behind"),
    version: { impact: "irreversible", reason: "no older server reads what a newer one wrote" },
    name: leftBehind("another database: the data stays behind in the old one"),
    user: {
      impact: "brief downtime", reason: "the server restarts", changesOutputs: true,
    },
    path: leftBehind("another file: the data stays behind in the old one"),
    role: unseen,
    ...storeImpacts,
  },
  fallbacks(name, { engine }, environment): Readonly<Record<string, Fallback>> {
    const role = { value: "primary", source: "kind Database" };
    if (engine === "sqlite") return { path: { value: file, source: "engine sqlite" }, role };
    const known = own(engines, engine) ?? engines.postgresql;
    const by = `engine ${String(engine)}`;
    return {
      ...storeFallbacks(name, environment.name, by, defaults, known.port),
      version: { value: known.version, source: by },
      name: { value: unnamed, source: "kind Database" },
      user: { value: unnamed, source: "kind Database" },
      role,
    };
  },
  removal: () => unseen,
  outputs: ({ engine, managed }) =>
    engine === "sqlite" ? ofFile : managed ? managedOutputs : ofServer,
  check: (name, spec) => [
    ...checkFields(name, spec),
    ...checkPath(spec.path),
    ...checkManaged("Database", name, spec, ["engine", "role"]),
    ...checkSettings(spec.engine === "sqlite" ? undefined : spec.engine, spec),
  ],
  lower(name, spec, context) {
    if (spec.engine === "sqlite") return lowerFile(name, spec.path, context);
    if (spec.managed) return lowerManaged(spec.managed.url, context);
    const { engine, user = unnamed, name: database = unnamed } = spec;
    const { scheme, ...known } = engines[engine];
    const server = lowerServer(
      name,
      spec,
      {
        ...known,
        ...(spec.version !== undefined && { version: spec.version }),
        engine,
        owner: engine,
        defaults,
        more: { database: { name: database, user } },
      },
      context,
    );
    return {
      ...server,
      url: makeUrl(scheme, user, database, server),
      name: { value: database, secret: false },
      user: { value: user, secret: false },
    };
  },
});

function leftBehind(reason: string): Verdict {
  return { impact: "data loss", reason, changesOutputs: true };
}

function checkFields(
  name: string,
  spec: Readonly<Record<string, unknown>> & { engine?: string },
): Complaint[] {
  const foreign = spec.engine === "sqlite" ? ofServers : spec.engine === undefined ? [] : ["path"];
  return foreign
    .filter((field) => spec[field] !== undefined)
    .map((field) => ({
      code: "unknown-field",
      message: `Database "${name}" has no field "${field}" with engine: ${spec.engine}`,
      at: [field],
      help: "hint: remove it; in a layer, null removes what a layer below set",
    }));
}

function checkPath(path: string | undefined): Complaint[] {
  if (path === undefined || path === "") return [];
  const inside = posix.normalize(path);
  const fine =
    posix.dirname(inside) !== "." &&
    !inside.startsWith("/") &&
    !inside.startsWith("..") &&
    !inside.endsWith("/");
  return fine
    ? []
    : [
        {
          code: "bad-path",
          message: `"${path}" is not a file in a folder below "workdir"`,
          at: ["path"],
          help: "hint: its folder becomes a volume: data/app.sqlite3",
        },
      ];
}

function lowerFile(name: string, path = file, { emit }: LowerContext): Outputs {
  const normal = posix.normalize(path);
  const volume = ownVolume(name);
  const offers = emit("volume", volume, { owner: "program", sizeBytes: parseSize("1Gi") });
  const rest = { secret: false, mount: { volume, path: posix.dirname(normal) }, data: offers.data };
  const inside = `/${posix.basename(normal)}`;
  return {
    url: { value: joinText("file:", offers.path, inside), ...rest },
    path: { value: joinText(offers.path, inside), ...rest },
  };
}
