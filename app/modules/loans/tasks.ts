/** What the queue does about loans: it takes note, and nothing else is promised (L001-49). */

import type { TaskContext } from "../../queue/task.ts";

interface LoanEvent {
  event: string;
  loan_id: string;
}

export async function noteLoanEvent(event: LoanEvent, { log }: TaskContext) {
  log.info(event, "Loan event");
  return event;
}
