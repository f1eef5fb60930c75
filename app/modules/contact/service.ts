/** Messages of the contact form: kept in a table, mailed to the recipients (X37). Knows no HTTP. */

import type { Database } from "../../database/open-database.ts";
import { transact } from "../../database/transact.ts";
import { audit } from "../../plugins/audit.ts";
import { addTask } from "../../queue/outbox.ts";

export interface NewMessage {
  name: string;
  email: string;
  phone?: string | null;
  message: string;
}

/** The row and the mails to send are written together, so that no mail is lost with its row. */
export async function addMessage(
  db: Database,
  { name, email, phone = null, message }: NewMessage,
  recipients: readonly string[],
) {
  return transact(db, async (tx) => {
    const created = await tx.contactSubmission.create({ data: { name, email, phone, message } });
    for (const to of recipients) { await addTask(tx, "contact-received", { to, name, email, phone, message }); }
    await audit(tx, {
      action: "CONTACT_RECEIVED",
      model: "ContactSubmission",
      objectId: created.id,
      payload: { recipients: recipients.length },
    });
    return created;
  });
}

/** Newest first. */
export async function listMessages(db: Database, slice: { skip: number; take: number }) {
  const [total, items] = await Promise.all([
    db.contactSubmission.count(),
    db.contactSubmission.findMany({ orderBy: { id: "desc" }, ...slice }),
  ]);
  return { total, items };
}
