/** A small believable data set for development. What is there already is left as it is. */

import { readDatabaseConfig } from "../config/config.ts";
import { type Database, openDatabase } from "../database/open-database.ts";
import type { Command } from "../jobs.ts";
import { hashPassword } from "../modules/auth/passwords.ts";
import type { CurrentUser } from "../modules/auth/service.ts";
import { createClaim } from "../modules/claims/service.ts";
import type { Role } from "../plugins/access.ts";
import { JobError } from "../process.ts";

interface SeedUser {
  username: string;
  password: string;
  role: Role;
  nombre: string;
  apellido: string;
}

/** In this order, so that on an empty database the ids are 1 to 4 (X07, X08). */
const users: SeedUser[] = [
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

export const seed: Command = async () => {
  if (process.env["NODE_ENV"] === "production") {
    throw new JobError("seed refuses to run with NODE_ENV=production: its passwords are public");
  }
  const db = await openDatabase(readDatabaseConfig());
  try {
    let added = 0;
    for (const user of users) added += await addUser(db, user);
    const filed = await addClaims(db);
    return JSON.stringify({ job: "seed", users: added, claims: filed });
  } finally {
    await db.$disconnect();
  }
};

async function addUser(db: Database, { username, password, ...rest }: SeedUser): Promise<number> {
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
    await createClaim(db, owner, claim);
    filed += 1;
  }
  return filed;
}
