/** A pull request from its event to its comment: a real payload, a real remote, a real server. */
import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import examples from "@octokit/webhooks-examples" with { type: "json" };
import { expect, test } from "vitest";

import { edit, files, overlay } from "../plan/fixture.ts";
import { type Api, makeRemote, type Remote, startApi } from "./forge.ts";

const token = "ghs_hFz81mQpX0vLr29sTbWn";
const repository = join(import.meta.dirname, "../..");

interface Payload {
  action: string;
  pull_request: Record<"base" | "head", { sha: string; repo: { full_name: string } }>;
}

/** As GitHub sends it, with the commits of this repository. */
function makePayload(baseSha: string, headSha: string, fork = false): Payload {
  const { examples: all } = (examples as unknown as { name: string; examples: Payload[] }[])
    .find(({ name }) => name === "pull_request")!;
  const payload = structuredClone(all.find(({ action }) => action === "synchronize")!);
  payload.pull_request.base.sha = baseSha;
  payload.pull_request.head.sha = headSha;
  if (fork) payload.pull_request.head.repo.full_name = "stranger/Hello-World";
  return payload;
}

interface Ended { code: number; stdout: string; stderr: string }

/** What the job of preview.yml runs, with the variables that GitHub gives it. */
function preview(remote: Remote, api: Api, payload: Payload, secret = token): Promise<Ended> {
  const event = join(remote.folder, "event.json");
  writeFileSync(event, JSON.stringify(payload));
  const env = {
    ...process.env,
    GITHUB_EVENT_PATH: event,
    GITHUB_API_URL: api.url,
    GITHUB_TOKEN: secret,
    GITHUB_STEP_SUMMARY: join(remote.folder, "summary.md"),
    GITHUB_SERVER_URL: "https://github.example",
    GITHUB_REPOSITORY: "Codertocat/Hello-World",
    GITHUB_RUN_ID: "17",
  };
  const words = [join(repository, "scripts/andamio.ts"), "ci", "preview"];
  return new Promise((done) => {
    execFile(process.execPath, words, { cwd: remote.root, env }, (error, stdout, stderr) =>
      done({ code: Number(error?.code ?? 0), stdout, stderr }));
  });
}

/** A branch, merged into a main that went on meanwhile, as GitHub checks it out. */
function openPullRequest(remote: Remote, changed: Readonly<Record<string, string>>) {
  const { git, commit } = remote;
  git("switch", "-q", "-c", "feature/more");
  const head = commit("feat: more", changed);
  git("switch", "-q", "main");
  const merged = commit("docs: others went on", { "environments/other.yaml": overlay.replace("target: local", "target: local\nowner: me") });
  git("push", "-q", "origin", "main");
  git("switch", "-q", "--detach", "main");
  git("merge", "-q", "--no-ff", "-m", "merge", "feature/more");
  return { base: merged, head };
}

const project = { ...files, ".gitignore": "reports/\n", "app/package.json": "{}\n" };

const marker = "<!-- andamio:preview -->";
const own = ({ comments }: Api) =>
  comments.filter(({ body, user }) => user.type === "Bot" && body.startsWith(marker));

test("one comment tells what a pull request changes, and is kept up to date", async () => {
  const api = await startApi(token);
  const others = Array.from({ length: 120 }, (_, id) => ({
    ...{ id: 1000 + id, body: `${marker} me too`, user: { type: "User" } },
  }));
  api.comments.push(...others);
  api.faults.push(502, 429);
  const remote = makeRemote(project);
  const { base: from, head } = openPullRequest(remote, edit(files, "dev", "replicas: 3", "replicas: 4"));

  const first = await preview(remote, api, makePayload(from, head));
  expect(first.code, first.stderr).toBe(0);
  expect(own(api)).toHaveLength(1);
  const { body } = own(api)[0]!;
  expect(body).toContain("| `dev` | 1 | ");
  expect(body).toContain("`environments/dev.yaml:9:20`");
  expect(body).toContain("`api.replicas 3 → 4`");
  // what others merged meanwhile is none of its changes
  expect(body).toContain("| `other` | nothing |");
  expect(body).toContain("https://github.example/Codertocat/Hello-World/actions/runs/17");
  expect(readFileSync(join(remote.folder, "summary.md"), "utf8")).toBe(body);
  const plan = readFileSync(join(remote.root, "reports/preview/dev.json"), "utf8");
  expect(JSON.parse(plan)).toMatchObject({ format: 1, changed: true, rows: [{ path: "api.replicas" }] });

  const writes = () => api.asked.filter((one) => !one.startsWith("GET "));
  const before = writes().length;
  expect((await preview(remote, api, makePayload(from, head))).stderr).toContain("comment: the same");
  expect(writes()).toHaveLength(before);

  remote.commit("feat: still more", edit(files, "dev", "replicas: 3", "replicas: 5"));
  expect((await preview(remote, api, makePayload(from, remote.git("rev-parse", "HEAD")))).code).toBe(0);
  expect(own(api)).toHaveLength(1);
  expect(own(api)[0]!.body).toContain("`api.replicas 3 → 5`");
  expect(api.comments.slice(0, 120)).toEqual(others);
});

test("a fork's pull request is planned all the same, writes nothing, and shows no token", async () => {
  const api = await startApi(token);
  const remote = makeRemote(project);
  const { base: from, head } = openPullRequest(remote, edit(files, "base", "replicas: 1", "replicas: 2"));
  const { code, stdout, stderr } = await preview(remote, api, makePayload(from, head, true));
  expect({ code, stderr: stderr.trim() }).toEqual({ code: 0, stderr: "comment: none, because a fork may write nothing here" });
  expect(stdout).toContain("`tasks.replicas 1 → 2`");
  expect(api.asked).toEqual([]);
  expect(readFileSync(join(remote.root, "reports/preview/comment.md"), "utf8")).toBe(stdout.replace(/\n$/, ""));
  expect(stdout + stderr).not.toContain(token);
});

test("an environment with faults is told in the comment, and ends with 2", async () => {
  const api = await startApi(token);
  const remote = makeRemote(project);
  const { base: from, head } = openPullRequest(remote, edit(files, "dev", "replicas: 3", "replicas: many"));
  const { code } = await preview(remote, api, makePayload(from, head));
  expect(code).toBe(2);
  expect(own(api)[0]!.body).toContain("| `dev` | | | | has faults |");
  expect(own(api)[0]!.body).toContain("environments/dev.yaml:9:");
});

test("a run that may not comment says what it lacks", async () => {
  const api = await startApi(token);
  const remote = makeRemote(project);
  const { base: from, head } = openPullRequest(remote, edit(files, "dev", "replicas: 3", "replicas: 4"));
  api.faults.push(403);
  const { code, stderr } = await preview(remote, api, makePayload(from, head));
  expect(code).toBe(1);
  expect(stderr).toContain("permissions: { pull-requests: write }");
});
