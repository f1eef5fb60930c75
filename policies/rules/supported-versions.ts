/** What runs still gets its security fixes. */
import { listImages } from "../images.ts";
import { listComponents } from "../programs.ts";
import type { Complaint, Rule } from "../rule.ts";
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
    ...listImages(environment, files).flatMap(({ reference, at }) => {
      const [, engine = "", version = ""] = named.exec(reference) ?? [];
      const known = engine === "postgres" ? "postgresql" : engine;
      return judgeVersion(known, version, at, today);
    }),
  ],
  wrong: { components: { db: { version: "13" } } },
  right: { components: { db: { version: "17" } } },
};

const named = /(?:^|\/)(node|postgres|mysql|redis):(\d+(?:\.\d+)?)/;

function judgeVersion(
  engine: string, version: string, at: readonly string[], today: string,
): Complaint[] {
  const over = findEnd(engine, version, today);
  if (!over) return [];
  const reason = `${engine} ${version} gets no fixes since ${over.end}`;
  return [{ at, reason, fix: over.fix }];
}
