/** The table of tasks: what the queue can run. */

import type { Mail } from "../mail/mailer.ts";
import { sendClaimCreated } from "../modules/claims/tasks.ts";
import { sendContactReceived } from "../modules/contact/tasks.ts";
import { noteLoanEvent } from "../modules/loans/tasks.ts";
import type { TaskName } from "./names.ts";
import type { TaskContext, TaskHandler } from "./task.ts";

export const tasks = {
  "claim-created": sendClaimCreated,
  "contact-received": sendContactReceived,
  "loan-events": noteLoanEvent,
  "send-mail": (mail: Mail, context: TaskContext) => context.mail.send(mail),
} satisfies Record<TaskName, TaskHandler>;
