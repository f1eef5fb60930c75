/** No SQLite where several programs and a restart must not lose anything. */
import { listComponents, listPrograms, plainText } from "../programs.ts";
import type { Complaint, Judged, Rule } from "../rule.ts";

const fix = "components: { db: { kind: Database, engine: postgresql } }, and DATABASE_URL: ${db.url}";

export const serverDatabase: Rule = {
  name: "server-database",
  about: "Data lies in a database server that the environment declares.",
  why: "One SQLite file serves one process, has no users and dies with its disk.",
  levels: { dev: "off", staging: "mandatory", prod: "mandatory" },
  requirements: ["L001-59"],
  check({ environment }) {
    const databases = listComponents(environment, ["Database"]);
    const files = databases.filter(({ spec }) => spec.engine === "sqlite");
    const servers = databases.length > files.length;
    return [
      ...files.map(({ at }) => ({ at: [...at, "engine"], reason: "SQLite is one file", fix })),
      ...(servers || files.length > 0 || listPrograms(environment).length === 0
        ? []
        : [{ at: ["components"], reason: "no database server is declared", fix }]),
      ...listPlainFiles(environment),
    ];
  },
  wrong: { components: { db: { engine: "sqlite" }, api: { replicas: 1 }, tasks: null } },
  right: { components: { db: { engine: "postgresql" } } },
};

function listPlainFiles(environment: Judged): Complaint[] {
  return listPrograms(environment).flatMap(({ name, variables }) => {
    const url = variables.get("DATABASE_URL");
    const text = url && plainText(url.text, environment);
    return url && text !== undefined && /^(sqlite|file)[:+]/.test(text)
      ? [{ at: url.at, component: name, reason: "DATABASE_URL names a file of SQLite", fix }]
      : [];
  });
}
