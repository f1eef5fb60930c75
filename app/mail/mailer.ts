/**
 * Sends mail. The only transport is the log; without one a mail is an error when it is sent, not
 * when the app starts.
 */

import type { FastifyBaseLogger } from "fastify";

import type { Config } from "../config/config.ts";
import { AppError } from "../errors.ts";

export interface Mail {
  to: string;
  subject: string;
  body: string;
  html?: string;
}

export interface Mailer {
  /** Throws unavailable. */
  send(mail: Mail): Promise<{ success: true; to: string }>;
}

export function createMailer(
  { mailTransport }: Pick<Config, "mailTransport">,
  log: FastifyBaseLogger,
): Mailer {
  return {
    async send(mail) {
      if (mailTransport === "none") {
        throw new AppError(
          "unavailable",
          "No mail transport is configured: set MAIL_TRANSPORT=log.",
        );
      }
      log.info({ mail }, "Mail sent to the log");
      return { success: true, to: mail.to };
    },
  };
}
