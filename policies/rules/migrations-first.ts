/** The tables are there before the program that wants them. */
import { listPrograms, usesKind } from "../programs.ts";
import type { Judged, Rule } from "../rule.ts";

export const migrationsFirst: Rule = {
  name: "migrations-first",
  about: "An image whose programs use a database has a Job that uses it too: the migration.",
  why: "The new version would meet the old tables.",
  levels: { dev: "advisory", staging: "mandatory", prod: "mandatory" },
  requirements: ["N003-116"],
  check({ environment }) {
    const jobs = listJobs(environment);
    const freeNames = new Map<string, string>();
    return listPrograms(environment, ["Service", "Worker"])
      .filter((program) => usesKind(program, environment, "Database"))
      .filter(({ spec, uses }) => {
        const databases = listDatabases(uses, environment);
        const ofImage = jobs.get(String(spec.image)) ?? [];
        return !ofImage.some(({ used }) => databases.every((name) => used.has(name)));
      })
      .map(({ at, spec }) => {
        const image = String(spec.image);
        const name = freeNames.get(image) ?? findFreeName(environment, image);
        freeNames.set(image, name);
        return {
          at,
          reason: "no Job of its image migrates the database that it uses",
          fix: `${name}: { kind: Job, image: ${image}, command: [node, dist/migrate.js], envFrom: [app] }`,
        };
      });
  },
  wrong: { components: { migrate: null } },
  right: { components: { migrate: { timeout: "30m" } } },
};

/** What each Job uses, by its image. */
function listJobs(environment: Judged): Map<string, { used: ReadonlySet<string> }[]> {
  const jobs = listPrograms(environment, ["Job"]).map(({ spec, uses }) => ({
    image: String(spec.image),
    used: new Set(uses.map(({ component }) => component)),
  }));
  return Map.groupBy(jobs, ({ image }) => image);
}

function listDatabases(uses: readonly { component: string }[], { components }: Judged): string[] {
  const names = [...new Set(uses.map(({ component }) => component))];
  return names.filter((name) => {
    const spec = components[name];
    return spec?.kind === "Database" && spec.role !== "analytics";
  });
}

/** A name that no layer uses: the Job of another would be laid over, also where it was removed. */
function findFreeName({ components, merged }: Judged, image: string): string {
  const layers = merged?.tree.entries.get("components")?.value;
  const written = layers?.type === "map" ? [...layers.entries.keys(), ...layers.removed.keys()] : [];
  const taken = new Set([...Object.keys(components), ...written]);
  const more = Array.from({ length: taken.size }, (_, at) => `migrate-${at + 2}`);
  const names = ["migrate", ...(image.length <= 30 ? [`migrate-${image}`] : []), ...more];
  return names.find((name) => !taken.has(name)) ?? "migrate-the-database";
}
