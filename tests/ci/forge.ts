/** A repository on a server of its own, and a server that speaks GitHub's API for comments. */
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { text as readText } from "node:stream/consumers";

import { onTestFinished } from "vitest";

export interface Comment {
  id: number;
  body: string;
  user: { type: string };
}

export interface Api {
  url: string;
  comments: Comment[];
  /** As `POST /repos/…`. */
  asked: string[];
  /** Statuses that are answered before anything else is. */
  faults: number[];
}

/** Takes that token and no other. */
export async function startApi(token: string): Promise<Api> {
  const api: Api = { url: "", comments: [], asked: [], faults: [] };
  const server = createServer((request, response) => {
    void answer(api, request, token).then(([status, body]) => {
      const limited = status === 429 && { "retry-after": "0" };
      response.writeHead(status, { "content-type": "application/json", ...limited });
      response.end(JSON.stringify(body));
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  return Object.assign(api, { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
}

type Answer = [status: number, body: unknown];

async function answer(api: Api, request: IncomingMessage, token: string): Promise<Answer> {
  const url = new URL(request.url ?? "", "http://here");
  api.asked.push(`${request.method} ${url.pathname}`);
  const fault = api.faults.shift();
  if (fault !== undefined) return [fault, { message: "not now" }];
  if (request.headers.authorization !== `token ${token}`) return [401, { message: "Bad credentials" }];
  const text = await readText(request);
  if (text !== "") return write(api, url.pathname, (JSON.parse(text) as { body: string }).body);
  const page = Number(url.searchParams.get("page") ?? 1);
  return [200, api.comments.slice((page - 1) * 100, page * 100)];
}

function write({ comments }: Api, path: string, body: string): Answer {
  if (body.length > 65_536) return [422, { message: "Validation Failed: body is too long" }];
  const [, id] = /\/issues\/comments\/(\d+)$/.exec(path) ?? [];
  const known = comments.find((one) => one.id === Number(id));
  if (known) return [200, Object.assign(known, { body })];
  const made = { id: comments.length + 1, body, user: { type: "Bot" } };
  comments.push(made);
  return [201, made];
}

export interface Remote {
  /** The clone that a job works in. */
  root: string;
  /** For what is no part of the repository. */
  folder: string;
  git(...words: readonly string[]): string;
  /** Writes files and commits them. */
  commit(message: string, files: Readonly<Record<string, string>>): string;
}

/** A bare repository, and a clone of it. */
export function makeRemote(files: Readonly<Record<string, string>>): Remote {
  const folder = mkdtempSync(join(tmpdir(), "andamio-ci-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const root = join(folder, "clone");
  const run = (cwd: string, words: readonly string[]) => {
    const who = ["-c", "user.name=test", "-c", "user.email=test@example.com"];
    return execFileSync("git", [...who, ...words], { cwd, encoding: "utf8", stdio: "pipe" }).trim();
  };
  run(folder, ["init", "-q", "--bare", "-b", "main", "remote.git"]);
  run(folder, ["clone", "-q", "remote.git", "clone"]);
  const git = (...words: readonly string[]) => run(root, words);
  const commit: Remote["commit"] = (message, written) => {
    for (const [file, text] of Object.entries(written)) {
      mkdirSync(dirname(join(root, file)), { recursive: true });
      writeFileSync(join(root, file), text);
    }
    git("add", "-A");
    git("commit", "-q", "-m", message);
    return git("rev-parse", "HEAD");
  };
  git("switch", "-q", "-C", "main");
  commit("feat: begin", files);
  git("push", "-q", "-u", "origin", "main");
  return { root, folder, git, commit };
}
