/**
 * Everything is killed without a warning, again and again, while clients pay and file claims: what
 * was acknowledged is there, nothing is there twice, and every claim's owner has one mail.
 * `npm run chaos` does it twenty times each.
 */

import { afterAll, expect, test } from "vitest";

import { openDatabase } from "../../app/database/open-database.ts";
import { fill } from "./bench-kit.ts";
import { makeFolder, makeOn } from "./databases.ts";
import { until } from "./helper.ts";
import { password } from "./helper.ts";
import { startMailServer, variablesFor } from "./mail-kit.ts";
import { lines, start, type Started, startServer } from "./processes.ts";
import { freePort, missing, startPostgresql, startRedis } from "./servers.ts";

const rounds = Number(process.env["CHAOS_ROUNDS"] ?? "1");
const absent = missing.postgresql || missing.redis;
const clients = 4;

interface Work {
  payments: Set<string>;
  claims: Set<string>;
}

const closing: (() => Promise<unknown>)[] = [];
afterAll(async () => {
  for (const close of closing.reverse()) await close();
});

test.skipIf(absent)(
  `${rounds} kills each of app, worker, database and Redis lose nothing and do nothing twice${absent}`,
  async () => {
    const [postgres, redis] = [await startPostgresql(), await startRedis(makeFolder("redis"))];
    closing.push(() => postgres.stop(), () => redis.stop());
    const { mails, port: mailPort } = await startMailServer();
    const database = await makeOn(postgres)();
    const db = await openDatabase({ ...database, source: "", throwaway: false });
    closing.push(() => db.$disconnect());
    await fill(db, { loans: clients, cases: 0, rows: 0 });
    const port = await freePort();
    const variables = {
      DATABASE_URL: database.url,
      REDIS_URL: redis.url,
      PORT: String(port),
      JWT_SECRET: "for the tests",
      RATE_LIMIT_DEFAULT: "1000000/minute",
      RATE_LIMIT_AUTH: "1000000/minute",
      ...variablesFor(mailPort),
    };
    const base = `http://127.0.0.1:${port}`;
    const world = {
      app: (await startServer(variables)) as Started,
      worker: start("worker", variables),
    };
    await lines(world.worker, "Worker ready");
    const load = startLoad(base);
    const kill = async (name: "app" | "worker") => {
      world[name].child.kill("SIGKILL");
      await world[name].ended;
      world[name] =
        name === "app" ? await startServer(variables) : start("worker", variables);
    };
    for (let round = 0; round < rounds; round++) {
      for (const crash of [() => kill("app"), () => kill("worker"), postgres.crash, redis.crash]) {
        await load.progress();
        await crash();
      }
    }
    await load.progress();
    const { payments, claims } = await load.stop();
    await until(async () => (await db.outbox.count()) === 0, "every task", 8_000);
    const paid = await db.payment.findMany({ select: { reference: true } });
    expect(paid.map(({ reference }) => reference).sort()).toEqual([...payments].sort());
    const filed = await db.claim.findMany({ select: { titulo: true, numero: true } });
    const titles = filed.map(({ titulo }) => titulo);
    expect(titles.filter((titulo) => !claims.has(titulo))).toEqual([]);
    expect([...claims].filter((titulo) => !titles.includes(titulo))).toEqual([]);
    const told = new Map(
      mails.map((mail) => [/^Message-ID:\s*(\S+)/im.exec(mail)![1]!, /Reclamo #(R-\d+)/.exec(mail)![1]!]),
    );
    expect([...told.values()].sort()).toEqual(filed.map(({ numero }) => numero).sort());
    console.log(`${payments.size} payments, ${claims.size} claims, ${mails.length} mails`);
  },
  1_800_000,
);

type Body = ReturnType<typeof JSON.parse>;

/** Each client tries the same until it is acknowledged, and then the next. */
function startLoad(base: string) {
  const work: Work = { payments: new Set(), claims: new Set() };
  let [stopped, done] = [false, 0];
  const until200 = async (path: string, options: RequestInit): Promise<Body> => {
    for (;;) {
      const answer = await fetch(base + path, { ...options, signal: AbortSignal.timeout(15_000) })
        .then(async (response) => (response.ok ? response.json() : undefined))
        .catch(() => undefined);
      if (answer) return answer;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  };
  const post = (path: string, body: object, headers: Record<string, string> = {}) =>
    until200(path, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify(body),
    });
  const run = async (client: number): Promise<void> => {
    const { token } = await post("/api/auth/api-token", { username: "admin", password });
    const authorization = `Token ${token}`;
    const { items } = await until200("/api/loans", { headers: { authorization } });
    const path = `/api/loans/${items[client].id}`;
    const found = await until200(`${path}/installments`, { headers: { authorization } });
    const installment_id = found.items[0].id as string;
    for (let count = 0; !stopped; count++) {
      const reference = `${client}-${count}`;
      work.payments.add(reference);
      work.claims.add(reference);
      const once = (kind: string) => ({ authorization, "idempotency-key": `${kind}-${reference}` });
      await post(`${path}/payments`, { installment_id, amount: "0.01", reference }, once("p"));
      await post("/api/reclamos", { titulo: reference }, once("c"));
      done += 1;
    }
  };
  const running = Promise.all(Array.from({ length: clients }, (_, client) => run(client)));
  return {
    /** Once some more has been acknowledged */
    async progress() {
      const before = done;
      await until(() => done >= before + 2 * clients, "progress under load", 8_000);
    },
    async stop() {
      stopped = true;
      await running;
      return work;
    },
  };
}
