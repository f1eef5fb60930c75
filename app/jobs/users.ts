/** Accounts from the command line: the password comes from standard input (C000-38, N003-83). */

import type { Database } from "../database/open-database.ts";
import { isDuplicate, transact } from "../database/transact.ts";
import { formsOf, hashPassword } from "../modules/auth/passwords.ts";
import { endSessions } from "../modules/auth/sessions.ts";
import { type Role, roles } from "../plugins/access.ts";
import { audit } from "../plugins/audit.ts";
import { JobError } from "../process.ts";
import { defineCommand, readPassword, requireOption } from "./command.ts";

const fields = { username: { type: "string" }, email: { type: "string" } } as const;

export const createUser = defineCommand(
  {
    usage: "create-user --username NAME --role ROLE [--email ADDRESS] < PASSWORD",
    options: { ...fields, role: { type: "string" } },
  },
  (db, { values }) => addUser(db, values, readRole(requireOption(values.role, "role"))),
);

export const createAdmin = defineCommand(
  { usage: "create-admin --username NAME [--email ADDRESS] < PASSWORD", options: fields },
  (db, { values }) => addUser(db, values, "ADMIN"),
);

export const changePassword = defineCommand(
  { usage: "change-password NAME < PASSWORD", options: {}, positionals: 1 },
  async (db, { positionals: [name = ""] }) => {
    const { id, username } = await findUser(db, name);
    const passwordHash = await hashPassword(await readPassword());
    await transact(db, async (tx) => {
      await tx.user.update({ where: { id }, data: { passwordHash } });
      await endSessions(tx, id);
      await audit(tx, { action: "PASSWORD_CHANGED", model: "User", objectId: id });
    });
    return `The password of ${username} was changed; all sessions ended`;
  },
);

export const setUser = defineCommand(
  {
    usage: "set-user --username NAME [--role ROLE] [--active | --inactive]",
    options: {
      username: { type: "string" },
      role: { type: "string" },
      active: { type: "boolean" },
      inactive: { type: "boolean" },
    },
  },
  async (db, { values }) => {
    const { id, username } = await findUser(db, requireOption(values.username, "username"));
    if (values.active && values.inactive) {
      throw new JobError("--active and --inactive exclude each other", { exitCode: 2 });
    }
    const data = {
      ...(values.role && { role: readRole(values.role) }),
      ...(values.active && { active: true }),
      ...(values.inactive && { active: false }),
    };
    if (Object.keys(data).length === 0) {
      throw new JobError("Nothing to set: --role, --active or --inactive", { exitCode: 2 });
    }
    await transact(db, async (tx) => {
      await tx.user.update({ where: { id }, data });
      if (values.inactive) await endSessions(tx, id);
      await audit(tx, { action: "USER_CHANGED", model: "User", objectId: id, payload: data });
    });
    return `${username}: ${JSON.stringify(data)}`;
  },
);

async function addUser(
  db: Database,
  { username: name, email }: { username?: string; email?: string },
  role: Role,
): Promise<string> {
  const username = requireOption(name, "username").toLowerCase().normalize("NFC");
  if (!/^[^@\s]{1,80}$/.test(username)) {
    throw new JobError("A user name has up to 80 characters, no space and no @", { exitCode: 2 });
  }
  if (await db.user.findUnique({ where: { username } })) throw taken(username);
  const passwordHash = await hashPassword(await readPassword());
  const id = await transact(db, async (tx) => {
    const created = await tx.user.create({
      data: { username, email: email?.toLowerCase() ?? null, passwordHash, role },
    });
    const payload = { username, role };
    await audit(tx, { action: "USER_CREATED", model: "User", objectId: created.id, payload });
    return created.id;
  }).catch((error: unknown) => {
    throw isDuplicate(error, "username") || isDuplicate(error, "email") ? taken(username) : error;
  });
  return `Created ${role} ${username} with id ${id}`;
}

function taken(username: string): JobError {
  return new JobError(`There is a user with the name ${username}, or with this e-mail, already`);
}

async function findUser(db: Database, name: string) {
  const username = { in: formsOf(name.toLowerCase()) };
  const found = await db.user.findFirst({ where: { username } });
  if (!found) throw new JobError(`There is no user ${name}`);
  return found;
}

function readRole(text: string): Role {
  const role = roles.find((known) => known === text.toUpperCase());
  if (!role) throw new JobError(`A role is one of ${roles.join(", ")}`, { exitCode: 2 });
  return role;
}
