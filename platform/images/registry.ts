/**
 * Asks a registry which images it has, and gives one further names, by the distribution API. Knows
 * no Docker.
 */
import { PlatformError } from "../errors.ts";
import { credentialsHint } from "./docker-faults.ts";
import { defaultHost, type ImageReference } from "./image-reference.ts";

export interface Credentials {
  username: string;
  password: string;
}

type Place = Pick<ImageReference, "host" | "path">;

interface Ask extends Place {
  method: "HEAD" | "GET" | "PUT";
  version: string;
  credentials?: Credentials;
  body?: { type: string; bytes: ArrayBuffer };
}

const manifestTypes = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.v2+json",
].join(", ");

const patienceMs = 15_000;

/** The digest that a tag or digest has there; `undefined` when it has none. */
export async function findDigest(
  { host, path, version }: Place & { version: string },
  credentials?: Credentials,
): Promise<string | undefined> {
  const answer = await ask({ method: "HEAD", host, path, version, credentials });
  return answer?.headers.get("docker-content-digest") ?? undefined;
}

/** Makes `tag` mean the image of that digest, without moving its layers. */
export async function tagDigest(
  place: Place,
  digest: string,
  tag: string,
  credentials?: Credentials,
): Promise<void> {
  if ((await findDigest({ ...place, version: tag }, credentials)) === digest) return;
  const found = await ask({ method: "GET", ...place, version: digest, credentials });
  if (!found) throw new PlatformError("tool_failed", `${place.host} has lost ${digest}`);
  const type = found.headers.get("content-type") ?? "";
  const body = { type, bytes: await found.arrayBuffer() };
  await ask({ method: "PUT", ...place, version: tag, credentials, body });
}

export function isUnreachable(error: unknown): boolean {
  return error instanceof PlatformError && error.cause !== undefined;
}

/** `undefined` for what is not there. Throws `tool_failed`. */
async function ask(asked: Ask): Promise<Response | undefined> {
  const { host, path, version, method } = asked;
  const url = `${await baseOf(host)}/v2/${path}/manifests/${version}`;
  let answer = await send(url, asked);
  const challenge = answer.headers.get("www-authenticate");
  if (answer.status === 401 && challenge) {
    answer = await send(url, asked, await answerChallenge(challenge, asked));
  }
  if (answer.ok) return answer;
  if (answer.status === 404 && method !== "PUT") return undefined;
  if (answer.status === 401 || answer.status === 403) {
    const message = `the registry of ${host}/${path} refuses the credentials`;
    throw new PlatformError("tool_failed", message, { hint: credentialsHint });
  }
  throw new PlatformError("tool_failed", `${host} answers ${answer.status} for ${path}`);
}

async function send(
  url: string,
  { method, host, body }: Pick<Ask, "method" | "host" | "body">,
  authorization?: string,
): Promise<Response> {
  const headers = {
    accept: manifestTypes,
    ...(authorization && { authorization }),
    ...(body && { "content-type": body.type }),
  };
  try {
    const signal = AbortSignal.timeout(patienceMs);
    return await fetch(url, { method, headers, body: body?.bytes ?? null, signal });
  } catch (cause) {
    throw new PlatformError("tool_failed", `the registry ${host} cannot be reached`, {
      hint: "check the network and its name",
      cause,
    });
  }
}

/** Gives the Authorization header that a registry asks for. */
async function answerChallenge(challenge: string, asked: Ask): Promise<string | undefined> {
  const { credentials, path, method } = asked;
  const basic =
    credentials &&
    `Basic ${Buffer.from(`${credentials.username}:${credentials.password}`).toString("base64")}`;
  if (!/^bearer /i.test(challenge)) return basic;
  const parameters = Object.fromEntries(
    [...challenge.matchAll(/(\w+)="([^"]*)"/g)].map(([, key = "", value]) => [key, value]),
  ) as { realm?: string; service?: string };
  const url = new URL(parameters.realm ?? "");
  if (parameters.service) url.searchParams.set("service", parameters.service);
  url.searchParams.set("scope", `repository:${path}:${method === "PUT" ? "pull,push" : "pull"}`);
  const answer = await send(url.href, { method: "GET", host: asked.host }, basic);
  if (!answer.ok) return undefined;
  const { token, access_token: same } = (await answer.json()) as Record<string, string>;
  return `Bearer ${token ?? same}`;
}

const plain = new Map<string, Promise<boolean>>();

/** As Docker does: only a registry of this machine may go without TLS. */
async function baseOf(host: string): Promise<string> {
  if (host === defaultHost) return "https://registry-1.docker.io";
  if (!/^(localhost|127(\.\d+){3}|\[::1\])(:\d+)?$/.test(host)) return `https://${host}`;
  if (!plain.has(host)) plain.set(host, isPlain(host));
  return `${(await plain.get(host)) ? "http" : "https"}://${host}`;
}

function isPlain(host: string): Promise<boolean> {
  return fetch(`https://${host}/v2/`, { signal: AbortSignal.timeout(patienceMs) }).then(
    () => false,
    () => true,
  );
}
