/** What the queue does for the contact form: one mail to each recipient, from a template. */

import type { TaskContext } from "../../queue/task.ts";
import type { NewMessage } from "./service.ts";

interface ContactReceived extends NewMessage {
  to: string;
}

export async function sendContactReceived(
  { to, ...message }: ContactReceived,
  { mail }: TaskContext,
) {
  return mail.send({ to, ...renderContact(message) });
}

export function renderContact({ name, email, phone, message }: NewMessage) {
  const fields: [string, string][] = [
    ["Nombre", name],
    ["E-mail", email],
    ["Teléfono", phone || "sin indicar"],
    ["Mensaje", message],
  ];
  const rows = fields.map(
    ([label, value]) => `<tr><th>${label}</th><td>${escapeHtml(value)}</td></tr>`,
  );
  return {
    subject: `Nuevo mensaje de contacto de ${name.replace(/\s+/g, " ")}`,
    body: fields.map(([label, value]) => `${label}: ${value}`).join("\n"),
    html: `<h1>Nuevo mensaje de contacto</h1><table>${rows.join("")}</table>`,
  };
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
