/** What the contact form promises, on whichever database. */

import { expect, test } from "vitest";

import type { MakeDatabase } from "../databases.ts";
import { startApp } from "../helper.ts";

const fields = {
  name: "Rosa <b>Paz</b>",
  email: "rosa@example.com",
  message: "¿Cuánto debo?\nGracias",
};
const two = { CONTACT_RECIPIENTS: "a@example.com, b@example.com" };

export function describeContact(make: MakeDatabase): void {
  test("N003-34, N003-67 a message is stored, and mailed from a template to every recipient", async () => {
    const { post, db, logged } = await startApp({ make, variables: two });
    const { status, body } = await post("/contact", fields);
    expect([status, body]).toMatchObject([201, { id: 1, ...fields, phone: null }]);
    expect(await db.contactSubmission.count()).toBe(1);
    const mails = (await logged("Mail sent to the log", 2)).map(({ mail }) => mail);
    expect(mails).toHaveLength(2);
    expect(mails).toContainEqual({
      to: "a@example.com",
      subject: "Nuevo mensaje de contacto de Rosa <b>Paz</b>",
      body: "Nombre: Rosa <b>Paz</b>\nE-mail: rosa@example.com\nTeléfono: sin indicar\nMensaje: ¿Cuánto debo?\nGracias",
      html: expect.stringContaining("<td>Rosa &#60;b&#62;Paz&#60;/b&#62;</td>"),
    });
    expect(mails).toContainEqual(expect.objectContaining({ to: "b@example.com" }));
    expect((await post("/contact", { ...fields, email: "rosa" })).status).toBe(422);
  });

  test("a mail that cannot be sent does not lose the message, and is tried again", async () => {
    const { post, db, logged } = await startApp({
      make,
      variables: { ...two, MAIL_TRANSPORT: "none" },
    });
    expect((await post("/contact", fields)).status).toBe(201);
    await logged("Task failed", 2);
    expect([await db.contactSubmission.count(), await db.outbox.count()]).toEqual([1, 2]);
  });

  test("N003-35 an administrator lists the messages, newest first, and nobody else", async () => {
    const { post, get, as } = await startApp({ make });
    for (const name of ["uno", "dos"]) await post("/contact", { ...fields, name });
    const { body } = await (await as("ADMIN")).get("/submissions");
    expect([body.total, body.items.map(({ name }: { name: string }) => name)]).toEqual([
      2,
      ["dos", "uno"],
    ]);
    for (const role of ["DG", "GESTOR", "CLIENT", "USER"] as const) { expect((await (await as(role)).get("/submissions")).status).toBe(403); }
    expect((await get("/submissions")).status).toBe(401);
  });

  test("N003-27 a message keeps to the lengths of its columns, and needs all but the phone", async () => {
    const { post, db } = await startApp({ make });
    const longest = {
      name: "n".repeat(200),
      email: `${"e".repeat(64)}@${"d".repeat(60)}.${"d".repeat(60)}.com`,
      phone: "1".repeat(50),
      message: "m".repeat(10_000),
    };
    expect((await post("/contact", longest)).status).toBe(201);
    expect(await db.contactSubmission.findFirst()).toMatchObject(longest);
    for (const name of ["name", "phone"] as const) {
      expect((await post("/contact", { ...longest, [name]: `${longest[name]}x` })).status).toBe(
        422,
      );
    }
    for (const name of ["name", "email", "message"] as const) {
      const { [name]: _, ...rest } = longest;
      expect([name, (await post("/contact", rest)).status]).toEqual([name, 422]);
    }
    expect((await post("/contact", { ...longest, phone: null })).body.phone).toBeNull();
  });
}
