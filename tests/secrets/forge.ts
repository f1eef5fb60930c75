/** Local servers that speak GitHub's and GitLab's API for secrets, open boxes, and can be ill. */
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text as readText } from "node:stream/consumers";

import sodium from "libsodium-wrappers";

export interface Forge extends AsyncDisposable {
  url: string;
  /** What is there, opened, by `secrets NAME` and `variables NAME`. */
  kept: Map<string, string>;
  /** As `PUT /repos/…/secrets/NAME`. */
  asked: string[];
  /** Tokens that were presented, with their scheme. */
  presented: Set<string>;
  /** Answers that come before the real ones. */
  faults: { status: number; headers?: Record<string, string> }[];
  environmentIsThere: boolean;
  /** A name that is not taken. */
  refuse?: string;
}

type Handle = (method: string, path: string, body: Record<string, string>) => [number, unknown?];

async function serve(
  token: string, header: string, forge: Partial<Forge>, handle: Handle,
): Promise<Forge> {
  const { kept = new Map<string, string>(), asked = [], faults = [] } = forge;
  const presented = new Set<string>();
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const text = await readText(request);
    const body = (text === "" ? {} : JSON.parse(text)) as Record<string, string>;
    const url = new URL(request.url!, "http://here");
    asked.push(`${request.method} ${url.pathname}`);
    presented.add(String(request.headers[header]));
    const fault = faults.shift();
    if (fault) return response.writeHead(fault.status, fault.headers).end("{}");
    if (!String(request.headers[header]).endsWith(token)) {
      response.writeHead(401, { "content-type": "application/json" });
      return response.end("{\"message\":\"Bad credentials\"}");
    }
    const named = [url.pathname.split("/").at(-1), body.key];
    const refused = forge.refuse !== undefined && named.includes(forge.refuse);
    const [status, said] = refused ? [400] : handle(request.method!, url.pathname, body);
    response.writeHead(status, { "content-type": "application/json" });
    return response.end(said === undefined ? undefined : JSON.stringify(said));
  };
  const server = createServer((request, response) => void answer(request, response));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return Object.assign(forge, {
    url, kept, asked, presented, faults,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  }) as Forge;
}

export interface ForgePlace {
  repository: string;
  environment: string;
}

/** `place` is a repository and an environment of it; `others` are there too. */
export async function startGithub(
  token: string,
  place: ForgePlace = { repository: "acme/app", environment: "prod" },
  others: readonly ForgePlace[] = [],
): Promise<Forge> {
  await sodium.ready;
  const pair = sodium.crypto_box_keypair();
  const base64 = sodium.base64_variants.ORIGINAL;
  const open = (box: string) => {
    const sealed = sodium.from_base64(box, base64);
    return sodium.to_string(sodium.crypto_box_seal_open(sealed, pair.publicKey, pair.privateKey));
  };
  const forge: Partial<Forge> = { environmentIsThere: false, kept: new Map() };
  const places = [place, ...others].map((one) => ({ ...one, kept: new Map<string, string>() }));
  places[0]!.kept = forge.kept!;
  return serve(token, "authorization", forge, (method, path, body) => {
    const [, repository, at, kind, name] = /^\/repos\/([^/]+\/[^/]+)\/environments\/([^/]+)(?:\/([^/]+))?(?:\/(.+))?$/.exec(path) ?? [];
    const isAsked = (one: ForgePlace) => one.repository === repository && one.environment === at;
    const kept = places.find(isAsked)?.kept;
    const key = `${kind} ${name}`;
    if (kept === undefined) return [404, { message: "Not Found" }];
    if (kind === undefined) {
      if (method === "PUT") forge.environmentIsThere = true;
      return [forge.environmentIsThere ? 200 : 404, {}];
    }
    if (!forge.environmentIsThere) return [404, { message: "Not Found" }];
    if (name === "public-key") return [200, { key: sodium.to_base64(pair.publicKey, base64), key_id: "17" }];
    const { encrypted_value: box } = body;
    return change(kept, method, key, { ...body, ...(box && { opened: open(box) }) });
  });
}

function change(
  kept: Map<string, string>, method: string, key: string, body: Record<string, string | undefined>,
): [number, unknown?] {
  const [kind] = key.split(" ");
  const named = [...kept.keys()].filter((one) => one.startsWith(kind!));
  const put = (name: string, value = ""): [number, unknown] => [201, kept.set(name, value) && {}];
  const known = kept.has(key);
  switch (method) {
    case "GET": return [200, { [kind!]: named.map((one) => ({ name: one.split(" ")[1] })) }];
    case "PUT": return body.key_id === "17" ? put(key, body.opened) : [422, { message: "Bad key" }];
    case "POST": return put(`variables ${body.name}`, body.value);
    case "DELETE": return [kept.delete(key) ? 204 : 404];
    default: return known ? [204, put(key, body.value) && undefined] : [404, { message: "Not Found" }];
  }
}

export async function startGitlab(token: string): Promise<Forge> {
  type Variable = Record<"key" | "value" | "description" | "environment_scope", string>;
  const variables = new Map<string, Variable>();
  const forge: Partial<Forge> = { kept: new Map() };
  return serve(token, "private-token", forge, (method, path, body) => {
    const [, name] = /^\/projects\/acme%2Fapp\/variables(?:\/([^/]+))?$/.exec(path) ?? [];
    const given = body as unknown as Variable;
    const write = () => {
      variables.set(given.key, given);
      forge.kept!.set(`${given.description} ${given.key}`, given.value);
      return {};
    };
    if (method === "GET") return [200, [...variables.values()]];
    if (method === "POST" && variables.has(given.key)) return [400, { message: "taken" }];
    if (method === "POST") return [201, write()];
    if (name === undefined || !variables.has(name)) return [404, { message: "404 Not Found" }];
    if (method === "PUT") return [200, write()];
    forge.kept!.delete(`${variables.get(name)!.description} ${name}`);
    variables.delete(name);
    return [204];
  });
}
