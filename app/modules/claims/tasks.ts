/** What the queue does for claims: the mails, word for word (R002-45). */

import type { TaskContext } from "../../queue/task.ts";

interface ClaimCreated {
  email: string;
  numero: string;
  titulo: string;
}

export async function sendClaimCreated(
  { email, numero, titulo }: ClaimCreated,
  { mail }: TaskContext,
) {
  return mail.send({
    to: email,
    subject: `Reclamo #${numero} creado exitosamente`,
    body: `Tu reclamo '${titulo}' ha sido registrado con el número ${numero}.`,
  });
}
