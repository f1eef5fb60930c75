/** What the app says of itself, where it runs: migrations, users, audit log, queue. */

import { readLogs } from "../logs/read-logs.ts";
import { seededUsers } from "../seeded-users.ts";
import { askRunning, inspect } from "./ask-running.ts";
import { type Item, passIf } from "./item.ts";

export const migrated: Item = {
  name: "migrated",
  asks: "No migration is pending.",
  check: (call) => inspect(call, ({ pending }) =>
    passIf(pending.length === 0, pending.length === 0 ? "none" : `pending: ${pending.join(", ")}`)),
};

export const seeded: Item = {
  name: "seeded",
  asks: "The users of the seed are there.",
  check: (call) => inspect(call, ({ seeded: found }) => {
    const missing = seededUsers.map(({ user }) => user).filter((user) => !found.includes(user));
    return passIf(missing.length === 0, missing.length === 0 ? found.join(", ") : `not ${missing.join(", ")}`);
  }),
};

export const database: Item = {
  name: "database",
  asks: "It has a database server, which answers.",
  check: (call) => askRunning(call, async ({ environment, readStatus }) => {
    const servers = Object.entries(environment?.components ?? {})
      .filter(([, { kind, engine }]) => kind === "Database" && engine !== "sqlite");
    if (servers.length === 0) return passIf(false, "it declares none");
    const units = await readStatus();
    const silent = servers.filter(([name]) => !units.some(({ component, state }) => component === name && state === "ready"));
    const engines = servers.map(([name, { engine }]) => `${name}: ${String(engine ?? "postgresql")}`).join(", ");
    return passIf(silent.length === 0, silent.length === 0 ? engines : `${silent.map(([name]) => name).join(", ")} does not answer`);
  }),
};

/** A login a day is the least where a smoke signs in daily. */
const auditHours = 26;

export const audited: Item = {
  name: "audit",
  asks: "The audit log is kept: a login of the last day is in it.",
  check: (call) => inspect(call, ({ lastOf }) => {
    const last = lastOf.LOGIN;
    const young = last !== undefined && Date.now() - Date.parse(last) < auditHours * 3_600_000;
    return passIf(young, last === undefined ? "no login is in it" : `the last is of ${last}`);
  }),
};

export const queueRead: Item = {
  name: "queue-workers",
  asks: "Somebody reads the queue.",
  check: (call) => inspect(call, ({ workers }) =>
    passIf((workers ?? 0) > 0, workers === null ? "the queue is not in Redis" : `${workers} workers`)),
};

/** As the runbook of the claims has it, and the tasks that send mail. */
const agreed: Readonly<Record<string, unknown>> = { name: "reclamos", retries: 3, timeoutMs: 300_000 };
const mailTasks = ["send-mail", "claim-created"];

export const queueConfigured: Item = {
  name: "queue-configured",
  asks: "The worker that runs reads the agreed queue, with the agreed retries and limit of time.",
  check: (call) => askWorker(call, (said) => {
    const wrong = Object.keys(agreed).filter((key) => said[key] !== agreed[key]);
    const detail = Object.keys(agreed).map((key) => `${key} ${String(said[key])}`).join(", ");
    return passIf(wrong.length === 0, detail);
  }),
};

export const mailTasksKnown: Item = {
  name: "mail-tasks",
  asks: "The worker that runs knows both tasks of mail.",
  check: (call) => askWorker(call, ({ tasks }) => {
    const missing = mailTasks.filter((task) => !(Array.isArray(tasks) && tasks.includes(task)));
    return passIf(missing.length === 0, missing.length === 0 ? mailTasks.join(", ") : `not ${missing.join(", ")}`);
  }),
};

type Judge = (said: Readonly<Record<string, unknown>>) => ReturnType<typeof passIf>;

/** A worker says in its first line what it does. */
function askWorker(call: Parameters<NonNullable<Item["check"]>>[0], judge: Judge) {
  return askRunning(call, async ({ operations, environment }) => {
    const workers = Object.entries(environment?.components ?? {}).filter(([, { kind }]) => kind === "Worker");
    const components = workers.map(([name]) => name);
    let last: string | undefined;
    if (components.length > 0) {
      const logs = await operations.logs({ components });
      for await (const { text } of readLogs(logs, { grep: /"Worker ready"/, tail: 1 })) {
        if (text.includes("\"Worker ready\"")) last = text.slice(text.indexOf("{"));
      }
    }
    if (last === undefined) return passIf(false, "the log of no worker says what it does");
    return judge(JSON.parse(last) as Record<string, unknown>);
  });
}
