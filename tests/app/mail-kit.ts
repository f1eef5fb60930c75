/** A mail server of our own, and how the app finds it. */

import type { AddressInfo } from "node:net";

import { SMTPServer } from "smtp-server";
import { onTestFinished } from "vitest";

const secret = "Muy.Secreta.99";

/** Takes every mail, from whoever knows the password. */
export async function startMailServer() {
  const mails: string[] = [];
  const server = new SMTPServer({
    disabledCommands: ["STARTTLS"],
    allowInsecureAuth: true,
    authOptional: true,
    onAuth: ({ username = "", password }, _session, done) =>
      password === secret ? done(null, { user: username }) : done(new Error("Invalid login")),
    onData(stream, _session, done) {
      const parts: Buffer[] = [];
      stream.on("data", (part: Buffer) => void parts.push(part));
      stream.on("end", () => {
        mails.push(Buffer.concat(parts).toString());
        done();
      });
    },
  });
  server.on("error", () => {}); // a client that is killed
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())));
  const { port } = server.server.address() as AddressInfo;
  return { mails, port: String(port) };
}

export const sender = { SMTP_FROM: "noreply@example.com", SMTP_FROM_NAME: "Sistema de Reclamos" };

export function variablesFor(port: string, password = secret): Record<string, string> {
  const login = { SMTP_USER: "app", SMTP_PASSWORD: password };
  return { MAIL_TRANSPORT: "smtp", SMTP_HOST: "127.0.0.1", SMTP_PORT: port, ...login, ...sender };
}
