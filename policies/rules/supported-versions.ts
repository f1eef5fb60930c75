/** What runs still gets its security fixes. */
import { posix } from "node:path";

import { listComponents } from "../programs.ts";
import type { Complaint, ProjectFiles, Rule } from "../rule.ts";
import { findEnd } from "../support-ends.ts";

const defaults: Readonly<Record<string, string>> = { postgresql: "15", mysql: "8.0", redis: "7" };

export const supportedVersions: Rule = {
  name: "supported-versions",
  about: "Databases, Redis and Node are of versions that still get security fixes.",
  why: "A hole that becomes known stays open.",
  levels: { dev: "advisory", staging: "advisory", prod: "advisory" },
  check: ({ environment, today, files }) => [
    ...listComponents(environment, ["Database", "Redis"])
      .filter(({ spec }) => spec.managed === undefined)
      .flatMap(({ at, kind, spec }) => {
        const engine = kind === "Redis" ? "redis" : String(spec.engine);
        const version = String(spec.version ?? defaults[engine] ?? "");
        return judgeVersion(engine, version, [...at, "version"], today);
      }),
    ...Object.entries(environment.images).flatMap(([name, image]) =>
      listImages(image, files).flatMap(([field, text]) => {
        const [, engine = "", version = ""] = named.exec(text) ?? [];
        const known = engine === "postgres" ? "postgresql" : engine;
        return judgeVersion(known, version, ["images", name, field], today);
      }),
    ),
  ],
  wrong: { components: { db: { version: "13" } } },
  right: { components: { db: { version: "17" } } },
};

const named = /(?:^|\/)(node|postgres|mysql|redis):(\d+(?:\.\d+)?)/;

type Image = Readonly<Record<string, unknown>>;

/** What an image is, or starts from: as the environment says, else as its Dockerfile does. */
function listImages(image: Image, files?: ProjectFiles): [string, string][] {
  const { ref, base, build, dockerfile = "Dockerfile" } = image;
  if (typeof (ref ?? base) === "string") return [[ref === undefined ? "base" : "ref", String(ref ?? base)]];
  if (typeof build !== "string") return [];
  const text = files?.read(posix.join(build, String(dockerfile))) ?? "";
  const defaults = new Map([...text.matchAll(/^ARG\s+(\w+)=(\S+)/gim)].map(([, key, value]) => [key, value]));
  const froms = [...text.matchAll(/^FROM\s+(?:--\S+\s+)*(\S+)/gim)].map(([, from]) => from!);
  return froms.map((from) => [
    "build", from.replaceAll(/\$\{?(\w+)\}?/g, (whole, key: string) => defaults.get(key) ?? whole),
  ]);
}

function judgeVersion(engine: string, version: string, at: string[], today: string): Complaint[] {
  const over = findEnd(engine, version, today);
  if (!over) return [];
  const reason = `${engine} ${version} gets no fixes since ${over.end}`;
  return [{ at, reason, fix: over.fix }];
}
