/** How mail leaves (X14): SMTP_* wins, then MAIL_*, then the server of the collections. */

import { type Faults, readFlag, readPort, type Variables } from "./variables.ts";

export interface MailConfig {
  host: string;
  port: number;
  /** TLS from the first byte */
  secure: boolean;
  /** STARTTLS, or no mail */
  requireTls: boolean;
  user?: string;
  password?: string;
  from: string;
}

export function readMail(variables: Variables, faults: Faults): MailConfig {
  const first = (...names: string[]): string | undefined =>
    names.map((name) => variables[name]).find((value) => value !== undefined);
  const user = first("SMTP_USER", "MAIL_USERNAME");
  const password = first("SMTP_PASSWORD", "MAIL_PASSWORD");
  const { startTls, ...server } = readServer(variables, faults);
  const isDev = (first("ENVIRONMENT") ?? "dev") === "dev";
  return {
    host: first("SMTP_HOST", "MAIL_SERVER") ?? "smtp.zoho.com",
    ...server,
    // in dev alone a password may travel in the open
    requireTls: startTls || (!server.secure && password !== undefined && !isDev),
    ...(user && { user }),
    ...(password && { password }),
    from: readSender(variables, user),
  };
}

function readServer(variables: Variables, faults: Faults) {
  const own = variables["SMTP_HOST"] !== undefined;
  const name = own || variables["SMTP_PORT"] ? "SMTP_PORT" : "MAIL_PORT";
  const port = readPort(variables, name, own ? 587 : 465, faults);
  const flag = (variable: string, fallback: boolean): boolean =>
    own ? fallback : readFlag(variables, variable, faults, fallback);
  const secure = flag("MAIL_USE_SSL", port === 465);
  return { port, secure, startTls: !secure && flag("MAIL_USE_TLS", port === 587) };
}

function readSender(variables: Variables, user: string | undefined): string {
  const address =
    variables["SMTP_FROM"] ?? variables["MAIL_DEFAULT_SENDER"] ?? user ?? "noreply@localhost";
  const name = variables["SMTP_FROM_NAME"];
  return name ? `${name} <${address}>` : address;
}
