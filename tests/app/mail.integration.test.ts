/** Mail by SMTP, against a server of our own. */

import { expect, test } from "vitest";

import { readConfig } from "../../app/config/config.ts";
import { createMailer } from "../../app/mail/mailer.ts";
import { addTask, runTask } from "../../app/queue/outbox.ts";
import { tasks } from "../../app/queue/tasks.ts";
import { startApp, until } from "./helper.ts";
import { startMailServer, variablesFor } from "./mail-kit.ts";

function sending(port: string) {
  const { mail, mailTransport } = readConfig(variablesFor(port));
  return { mail, mailTransport };
}

test("N003-36 the mail configuration is tried: success, or the error without the password", async () => {
  const { port } = await startMailServer();
  const tryWith = async (variables: Record<string, string>) => {
    const { as } = await startApp({ variables });
    return (await (await as("ADMIN")).post("/test-email-config")).body;
  };
  expect(await tryWith(variablesFor(port))).toEqual({ success: true, detail: null });
  const wrongPort = await tryWith(variablesFor("1"));
  expect([wrongPort.success, wrongPort.detail]).toEqual([
    false,
    expect.stringContaining("ECONNREFUSED"),
  ]);
  for (const [transport, reason] of [["log", /mail goes to the log/], ["none", /MAIL_TRANSPORT/]] as const) {
    const { success, detail } = await tryWith({ MAIL_TRANSPORT: transport });
    expect([transport, success, detail]).toEqual([transport, false, expect.stringMatching(reason)]);
  }
  const wrongPassword = await tryWith(variablesFor(port, "otra.clave.1"));
  expect(wrongPassword.success).toBe(false);
  expect(JSON.stringify([wrongPort, wrongPassword])).not.toMatch(/Muy\.Secreta|otra\.clave/);
});

test("R002-68 a mail arrives with the sender's name, as text and as HTML", async () => {
  const { mails, port } = await startMailServer();
  const { post, db } = await startApp({
    variables: { ...variablesFor(port), CONTACT_RECIPIENTS: "a@example.com" },
  });
  await post("/contact", { name: "Rosa", email: "rosa@example.com", message: "Hola" });
  await until(async () => mails.length === 1 && (await db.outbox.count()) === 0, "the mail");
  expect(mails[0]).toContain("From: Sistema de Reclamos <noreply@example.com>");
  expect(mails[0]).toContain("To: a@example.com");
  expect(mails[0]).toMatch(/text\/plain[^]*Mensaje: Hola[^]*text\/html/);
});

test("R002-44 the mail task gives success and to whom; a server that refuses means another try in a minute", async () => {
  const { port } = await startMailServer();
  const mail = { to: "ana@example.com", subject: "S", body: "B" };
  const start = async (smtp: string) => {
    const app = await startApp({ config: { ...sending(smtp) } });
    const context = { mail: createMailer(sending(smtp), app.app.log), log: app.app.log };
    return { ...app, run: (id: string) => runTask(app.db, id, tasks, context) };
  };
  const good = await start(port);
  await good.db.outbox.deleteMany();
  const id = await addTask({ outbox: good.db.outbox }, "send-mail", mail);
  expect(await good.run(id)).toEqual({ result: { success: true, to: mail.to } });
  const bad = await start("1");
  const failing = await addTask({ outbox: bad.db.outbox }, "send-mail", mail);
  bad.app.queue.wake();
  await bad.logged("Task failed");
  await until(async () => {
    const row = await bad.db.outbox.findUniqueOrThrow({ where: { id: failing } });
    return row.attempts === 1 && row.error !== null;
  }, "the failure to be noted");
  const { availableAt, createdAt } = await bad.db.outbox.findUniqueOrThrow({
    where: { id: failing },
  });
  expect(availableAt.getTime() - createdAt.getTime()).toBeGreaterThanOrEqual(60_000);
});

test("R002-45, R002-46 the owner of a claim gets this subject and this text, and HTML comes only where there is any", async () => {
  const { mails, port } = await startMailServer();
  const { as, db } = await startApp({ variables: variablesFor(port) });
  const client = await as("CLIENT");
  await client.post("/api/reclamos", { titulo: "Cobro doble" });
  await addTask(db, "send-mail", {
    to: "ana@example.com",
    subject: "Both",
    body: "text",
    html: "<b>html</b>",
  });
  await until(() => mails.length === 2, "both mails");
  const plain = mails.find((mail) => mail.includes("Reclamo #"))!;
  const both = mails.find((mail) => mail.includes("Subject: Both"))!;
  expect(plain).toContain("Subject: Reclamo #R-000001 creado exitosamente");
  const body = plain.replace(/=\r?\n/g, "").replaceAll("=C3=BA", "ú");
  expect(body).toContain(
    "Tu reclamo 'Cobro doble' ha sido registrado con el número R-000001.",
  );
  expect(plain).toContain("Content-Type: text/plain");
  expect(plain).not.toMatch(/multipart|text\/html/);
  expect(both).toMatch(/multipart\/alternative[^]*text\/plain[^]*text\/html/);
});

test("N003-151 with no variable set mail goes by smtp.zoho.com:465, SSL on and STARTTLS off", () => {
  expect(readConfig({}).mail).toMatchObject({
    host: "smtp.zoho.com",
    port: 465,
    secure: true,
    requireTls: false,
  });
});

test("SMTP_* wins over MAIL_*; 587 wants STARTTLS, and so does a password outside dev", () => {
  const old = { MAIL_SERVER: "old.example.com", MAIL_PORT: "2525", MAIL_USE_SSL: "0" };
  expect(readConfig(old).mail).toMatchObject({
    host: "old.example.com",
    port: 2525,
    secure: false,
  });
  const both = { ...old, SMTP_HOST: "new.example.com" };
  expect(readConfig(both).mail).toMatchObject({
    host: "new.example.com",
    port: 587,
    secure: false,
    requireTls: true,
  });
  const open = { ...old, MAIL_USERNAME: "u", MAIL_PASSWORD: "p" };
  expect(readConfig(open)).toMatchObject({ mailTransport: "smtp", mail: { requireTls: false } });
  expect(readConfig({ ...open, ENVIRONMENT: "prod" }).mail.requireTls).toBe(true);
});
