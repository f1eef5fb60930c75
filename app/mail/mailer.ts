/**
 * Sends mail, by SMTP or to the log. Without a transport a mail is an error when it is sent, not
 * when the app starts.
 */

import type { FastifyBaseLogger } from "fastify";

import type { Config } from "../config/config.ts";
import type { MailConfig } from "../config/mail.ts";
import { AppError } from "../errors.ts";

export interface Mail {
  to: string;
  subject: string;
  body: string;
  html?: string;
  /** The same for the same mail: who gets it twice sees it once */
  id?: string;
}

export interface Mailer {
  /** Throws unavailable, or what the server said. */
  send(mail: Mail): Promise<{ success: true; to: string }>;
  /** Throws where a mail would reach nobody, saying why; no mail leaves. */
  check(): Promise<void>;
}

export function createMailer(
  { mailTransport, mail: config }: Pick<Config, "mailTransport" | "mail">,
  log: FastifyBaseLogger,
): Mailer {
  if (mailTransport === "smtp") return sendBySmtp(config);
  const none = "No mail transport is configured: set MAIL_TRANSPORT=log.";
  return {
    async check() {
      throw new AppError(
        "unavailable",
        mailTransport === "none" ? none : "No mail server is configured: mail goes to the log.",
      );
    },
    async send({ id: _, ...mail }) {
      if (mailTransport === "none") throw new AppError("unavailable", none);
      log.info({ mail }, "Mail sent to the log");
      return { success: true, to: mail.to };
    },
  };
}

function sendBySmtp({ host, port, secure, requireTls, user, password, from }: MailConfig): Mailer {
  const open = async () => {
    const { createTransport } = await import("nodemailer"); // only who sends needs it
    return createTransport({
      host,
      port,
      secure,
      requireTLS: requireTls,
      connectionTimeout: 10_000,
      greetingTimeout: 10_000,
      socketTimeout: 60_000,
      ...(user && { auth: { user, pass: password ?? "" } }),
    });
  };
  return {
    async check() {
      await (await open()).verify();
    },
    async send({ to, subject, body, html, id }) {
      const transport = await open();
      const messageId = id && `<${id}@${/@([^\s>]+)/.exec(from)?.[1] ?? "localhost"}>`;
      await transport.sendMail({
        ...{ from, to, subject, text: body },
        ...(html && { html }),
        ...(messageId && { messageId }),
      });
      return { success: true, to };
    },
  };
}
