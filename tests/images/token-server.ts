/** Gives the tokens that a registry asks for, to who knows the password, as public ones do. */
import { execFileSync } from "node:child_process";
import { randomUUID, sign, X509Certificate } from "node:crypto";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";

export interface TokenServer {
  /** For the registry's configuration. */
  auth: Record<string, unknown>;
  stop(): void;
}

const service = "lab";

/** `folder` takes its key and certificate. */
export async function startTokenServer(
  folder: string,
  login: { username: string; password: string },
): Promise<TokenServer> {
  const [key, certificate] = [join(folder, "key.pem"), join(folder, "certificate.pem")];
  const kind = ["-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=lab"];
  execFileSync("openssl", ["req", ...kind, "-keyout", key, "-out", certificate], { stdio: "ignore" });
  const server = createServer((request, response) => {
    const basic = `${login.username}:${login.password}`;
    const isKnown = request.headers.authorization === `Basic ${Buffer.from(basic).toString("base64")}`;
    response.statusCode = isKnown ? 200 : 401;
    response.end(isKnown ? JSON.stringify({ token: makeToken(scopesOf(request), key, certificate) }) : "{}");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const realm = `http://127.0.0.1:${(server.address() as AddressInfo).port}/token`;
  const token = { realm, service, issuer: "lab", rootcertbundle: certificate };
  return { auth: { token }, stop: () => void server.close() };
}

function scopesOf({ url = "" }: IncomingMessage): string[] {
  const { searchParams } = new URL(url, "http://localhost");
  return searchParams.getAll("scope").flatMap((scope) => scope.split(" "));
}

function makeToken(scopes: readonly string[], key: string, certificate: string): string {
  const now = Math.floor(Date.now() / 1000);
  const access = scopes.map((scope) => {
    const [type, name, actions = ""] = scope.split(":");
    return { type, name, actions: actions.split(",") };
  });
  const { raw } = new X509Certificate(readFileSync(certificate));
  const header = { typ: "JWT", alg: "RS256", x5c: [raw.toString("base64")] };
  const times = { nbf: now - 10, iat: now, exp: now + 300 };
  const claims = { iss: "lab", sub: "lab", aud: service, jti: randomUUID(), ...times, access };
  const encode = (part: unknown) => Buffer.from(JSON.stringify(part)).toString("base64url");
  const body = `${encode(header)}.${encode(claims)}`;
  return `${body}.${sign("sha256", Buffer.from(body), readFileSync(key)).toString("base64url")}`;
}
