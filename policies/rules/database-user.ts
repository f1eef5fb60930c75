/** No program works as the administrator of its database. */
import { listComponents, listPrograms } from "../programs.ts";
import type { Rule } from "../rule.ts";

const administrators = ["root", "postgres", "mysql", "admin", "administrator", "sa"];
const fix = "user: app, a role that owns its own database and nothing else";

export const databaseUser: Rule = {
  name: "database-user",
  about: "Programs use a database as a user of their own, not as its administrator.",
  why: "Whoever gets hold of the program gets hold of every database of that server.",
  levels: { dev: "off", staging: "advisory", prod: "mandatory" },
  requirements: ["L001-66"],
  check: ({ environment }) => [
    ...listComponents(environment, ["Database"])
      .filter(({ spec }) => administrators.includes(String(spec.user ?? "app")))
      .map(({ at, spec }) => ({
        at: [...at, "user"],
        reason: `"${String(spec.user)}" is an administrator`,
        fix,
      })),
    ...listPrograms(environment).flatMap(({ name, variables }) =>
      ["MYSQL_USER", "DATABASE_URL", "PGUSER"].flatMap((key) => {
        const variable = variables.get(key);
        const user = variable && (/:\/\/([^:@/]+)[:@]/.exec(variable.text)?.[1] ?? variable.text);
        return variable && administrators.includes(user ?? "")
          ? [{ at: variable.at, component: name, reason: `${key} names an administrator`, fix }]
          : [];
      }),
    ),
  ],
  wrong: { components: { db: { user: "postgres" } } },
  right: { components: { db: { user: "claims" } } },
};
