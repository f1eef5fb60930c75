/** Database: a PostgreSQL server of its own, or one SQLite file. */
import { posix } from "node:path";

import type { Complaint, OutputTraits } from "../spec/catalogue.ts";
import type { Binding } from "../targets/target.ts";
import { defineComponent, type LowerContext, type Outputs } from "./component.ts";
import { joinText } from "./text.ts";

const postgresqlPort = 5432;
const ofServers = ["version", "name", "user"] as const;

const ofFile: Readonly<Record<string, OutputTraits>> = {
  url: { exclusive: "SQLite" },
  path: { exclusive: "SQLite" },
};
const ofServer: Readonly<Record<string, OutputTraits>> = {
  url: { secret: true },
  host: {},
  port: {},
  name: {},
  user: {},
  password: { secret: true },
};

export const Database = defineComponent({
  kind: "Database",
  roles: ["password", "data"],
  schema: {
    type: "object",
    additionalProperties: false,
    description: "A relational database: a server of its own, or one file.",
    required: ["engine"],
    properties: {
      engine: {
        type: "string",
        enum: ["postgresql", "sqlite"],
        description: "What runs it. Another engine is another database: the data stays behind.",
        examples: ["postgresql"],
      },
      version: {
        type: ["string", "number", "boolean"],
        form: "version",
        description: "Major version of the server; `15` for PostgreSQL.",
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
    },
  },
  examples: [
    { title: "PostgreSQL", spec: { engine: "postgresql" } },
    {
      title: "PostgreSQL with names of its own",
      spec: { engine: "postgresql", version: 15, name: "claims", user: "claims" },
    },
    { title: "SQLite", spec: { engine: "sqlite" } },
    { title: "SQLite in another folder", spec: { engine: "sqlite", path: "store/claims.sqlite3" } },
  ],
  outputs: ({ engine }) => (engine === "sqlite" ? ofFile : ofServer),
  check: (name, spec) => [...checkFields(name, spec), ...checkPath(spec.path)],
  lower: (name, spec, context) =>
    spec.engine === "sqlite"
      ? lowerFile(name, spec.path, context)
      : lowerServer(name, spec, context),
});

function checkFields(
  name: string,
  spec: { engine?: string; version?: string; name?: string; user?: string; path?: string },
): Complaint[] {
  const foreign =
    spec.engine === "sqlite" ? ofServers : spec.engine === undefined ? [] : (["path"] as const);
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

function lowerFile(name: string, path = "data/app.sqlite3", { emit }: LowerContext): Outputs {
  const file = posix.normalize(path);
  const volume = `${name}-data`;
  const offers = emit("volume", volume, { owner: "program" });
  const rest = { secret: false, mount: { volume, path: posix.dirname(file) }, data: offers.data };
  const inside = `/${posix.basename(file)}`;
  return {
    url: { value: joinText("file:", offers.path, inside), ...rest },
    path: { value: joinText(offers.path, inside), ...rest },
  };
}

function lowerServer(
  name: string,
  spec: { version?: string; name?: string; user?: string },
  { emit }: LowerContext,
): Outputs {
  const database = { name: spec.name ?? "app", user: spec.user ?? "app" };
  const password = emit("secret", `${name}-password`, {
    generate: { bytes: 32, format: "base64url" },
  }).value;
  const { path, data } = emit("volume", `${name}-data`, { owner: "postgresql" });
  const { host, port } = emit("store", name, {
    engine: "postgresql",
    version: spec.version ?? "15",
    volume: path,
    password: password.value,
    data,
    port: postgresqlPort,
    database,
  });
  const peer = { unit: name, port: postgresqlPort };
  const url = joinText(
    `postgresql://${database.user}:`,
    password.value,
    "@",
    host.value,
    ":",
    port.value,
    `/${database.name}`,
  );
  return {
    url: { value: url, secret: true, peer, data },
    host: { ...host, peer, data },
    port: { ...port, peer, data },
    name: { value: database.name, secret: false },
    user: { value: database.user, secret: false },
    password,
  } satisfies Record<string, Binding>;
}
