/** A message of the contact form as the API and the copy in the file show it. */

import type { Prisma } from "../../generated/postgresql/client.ts";

export type Message = Prisma.ContactSubmissionGetPayload<object>;

export function toMessage({ createdAt, ...message }: Message) {
  return { ...message, created_at: createdAt.toISOString() };
}
