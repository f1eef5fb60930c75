/** A small believable data set for development. What is there already is left as it is. */

import { readTimezone } from "../config/timezone.ts";
import { Faults } from "../config/variables.ts";
import type { Database } from "../database/open-database.ts";
import { transact } from "../database/transact.ts";
import { hashPassword } from "../modules/auth/passwords.ts";
import type { CurrentUser } from "../modules/auth/service.ts";
import { createClaim } from "../modules/claims/service.ts";
import { addDays, today } from "../modules/days.ts";
import type { Role } from "../plugins/access.ts";
import { JobError } from "../process.ts";
import { defineCommand, refuseProduction } from "./command.ts";

export interface SeedUser {
  username: string;
  password: string;
  role: Role;
  nombre: string | null;
  apellido: string | null;
}

/** In this order, so that on an empty database the ids are 1 to 4 (X07, X08). */
// scan: allow hardcoded-credential, they are public and for trying; profile prod refuses the seed
const standard: SeedUser[] = [
  { username: "admin", password: "admin1234", role: "ADMIN", nombre: "Ana", apellido: "Torres" },
  { username: "gestor", password: "gestor123", role: "GESTOR", nombre: "Bruno", apellido: "Paz" },
  { username: "usuario", password: "user123", role: "USER", nombre: "Carla", apellido: "Ruiz" },
  {
    username: "client1",
    password: "client1234",
    role: "CLIENT",
    nombre: "Diego",
    apellido: "Luna",
  },
];

const claims = [
  {
    titulo: "Cobro duplicado en la factura de octubre",
    descripcion: "El mismo importe figura dos veces en el resumen.",
  },
  {
    titulo: "No llega el comprobante de pago",
    descripcion: "Pagué el día 5 y todavía no recibí el comprobante.",
  },
  { titulo: "Cambio de domicilio sin registrar", descripcion: null },
];

// scan: allow hardcoded-credential, as above
export const profiles = {
  default: standard,
  /** The three of the collections alone (N003-82) */
  nova: standard.slice(0, 3).map((user) => ({
    ...user,
    ...(user.username === "admin" && { password: "admin123" }),
  })),
};

export const seed = defineCommand(
  { usage: "seed [--profile default|nova]", options: { profile: { type: "string" } } },
  async (db, { values: { profile = "default" } }) => {
    refuseProduction("seed", "its passwords are public");
    if (!Object.hasOwn(profiles, profile)) {
      throw new JobError(`There is no profile "${profile}"`, { exitCode: 2 });
    }
    if (process.env["TESTING"]) return "seed: no users with TESTING set"; // N003-154
    let added = 0;
    for (const user of profiles[profile as keyof typeof profiles]) added += await addUser(db, user);
    if (profile === "nova") return JSON.stringify({ job: "seed", users: added });
    const [filed, lent] = [await addClaims(db), await addLoan(db)];
    return JSON.stringify({ job: "seed", users: added, claims: filed, loans: lent });
  },
);

/** Gives how many: an existing one is never overwritten. */
export async function addUser(
  db: Database,
  { username, password, ...rest }: SeedUser,
): Promise<number> {
  if (await db.user.findUnique({ where: { username } })) return 0;
  await db.user.create({
    data: {
      username,
      email: `${username}@example.com`,
      passwordHash: await hashPassword(password),
      ...rest,
    },
  });
  return 1;
}

async function addClaims(db: Database): Promise<number> {
  const owner = (await db.user.findUniqueOrThrow({
    where: { username: "client1" },
  })) as CurrentUser;
  let filed = 0;
  for (const claim of claims) {
    if (await db.claim.findFirst({ where: { userId: owner.id, titulo: claim.titulo } })) continue;
    await transact(db, (tx) => createClaim(tx, owner, claim));
    filed += 1;
  }
  return filed;
}

/** Approved, with one instalment that is still to pay (L001-25). */
async function addLoan(db: Database): Promise<number> {
  const client = await db.user.findUniqueOrThrow({ where: { username: "client1" } });
  if (await db.loan.findFirst({ where: { clientId: client.id } })) return 0;
  const dueDate = addDays(today(readTimezone(process.env, new Faults())), 30);
  await db.loan.create({
    data: {
      clientId: client.id,
      amount: 50_000n,
      installments: { create: { number: 1, dueDate, amount: 50_000n } },
    },
  });
  return 1;
}
