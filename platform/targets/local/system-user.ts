/**
 * The system users that databases run as when we are root, because they refuse to, or should not,
 * run as root.
 */
import { execFileSync } from "node:child_process";
import { chownSync } from "node:fs";

import { PlatformError } from "../../errors.ts";
import { isRoot } from "./paths.ts";

export interface SystemUser {
  name: string;
  uid: number;
  gid: number;
}

/** As the packages of the servers call them. */
const users: Readonly<Record<string, string>> = {
  postgresql: "postgres",
  mysql: "mysql",
  redis: "redis",
};

const found = new Map<string, SystemUser>();

/** The user for a store; `undefined` when we are not root and everything runs as ourselves. */
export function systemUserFor(owner: string): SystemUser | undefined {
  if (!isRoot()) return undefined;
  const wanted = users[owner];
  return wanted ? (look(wanted) ?? look("nobody") ?? refuse(wanted)) : undefined;
}

export function lookUpUser(name: string): SystemUser {
  return look(name) ?? refuse(name);
}

export function giveTo(path: string, user: SystemUser | undefined): void {
  if (user) chownSync(path, user.uid, user.gid);
}

function look(name: string): SystemUser | undefined {
  const known = found.get(name);
  if (known) return known;
  try {
    const id = (flag: string) =>
      Number(
        execFileSync("id", [flag, name], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }),
      );
    const user = { name, uid: id("-u"), gid: id("-g") };
    found.set(name, user);
    return user;
  } catch {
    return undefined; // id fails when there is no such user
  }
}

function refuse(name: string): never {
  throw new PlatformError(
    "store_failed",
    `databases do not run as root, and this machine has no user "${name}"`,
    {
      hint: `useradd --system ${name}, or run andamio as an ordinary user`,
    },
  );
}
