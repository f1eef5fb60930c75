/** Mail by SMTP, against a server of our own. */

import { expect, test } from "vitest";

import { readConfig } from "../../app/config/config.ts";
import { startApp, until } from "./helper.ts";
import { startMailServer, variablesFor } from "./mail-kit.ts";

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
