/** CiSecrets against servers that speak the API: written, changed, removed, limited, resumed. */
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, describe, expect, onTestFinished, test, vi } from "vitest";

import type { Inputs, Outputs } from "../../platform/provider/handler.ts";
import { ciSecrets } from "../../platform/provider/resources/ci-secrets.ts";
import { type Forge, startGithub, startGitlab } from "./forge.ts";

const token = "token-canary-4711";

afterEach(() => void vi.unstubAllEnvs());

/** What the provider hands from one deploy to the next. */
function open(provider: string) {
  const fixed = { environment: "prod", component: "ci", provider, scope: "prod" };
  let before: Outputs | undefined;
  const complete = (inputs: object) =>
    ({ ...fixed, repository: "acme/app", token, secrets: {}, variables: {}, ...inputs }) as Inputs;
  return {
    async apply(inputs: object) {
      const given = complete(inputs);
      before = { ...(await ciSecrets.apply("ci", given, before)), asked: given };
    },
    observe: () => ciSecrets.observe("ci", { ...(before!["asked"] as Inputs), ...before }),
    remove: () => ciSecrets.remove("ci", { ...(before!["asked"] as Inputs), ...before }),
  };
}

const servers = {
  github: { start: startGithub, variable: "GITHUB_API_URL" },
  gitlab: { start: startGitlab, variable: "GITLAB_API_URL" },
} as const;

describe.each(Object.keys(servers) as (keyof typeof servers)[])("%s", (provider) => {
  async function start(): Promise<Forge> {
    const { start: startServer, variable } = servers[provider];
    const forge = await startServer(token);
    vi.stubEnv(variable, forge.url);
    return forge;
  }

  test("what is written can be read there, and what is removed here is removed there", async () => {
    await using forge = await start();
    const ci = open(provider);
    await ci.apply({ secrets: { DSN: "ä secret\nof two lines", OLD: "12345678" }, variables: { URL: "https://x", GONE: "1" } });
    expect(Object.fromEntries(forge.kept)).toEqual({
      "secrets DSN": "ä secret\nof two lines", "secrets OLD": "12345678",
      "variables URL": "https://x", "variables GONE": "1",
    });
    await ci.apply({ secrets: { DSN: "another" }, variables: { URL: "https://y" } });
    expect(Object.fromEntries(forge.kept)).toEqual({ "secrets DSN": "another", "variables URL": "https://y" });
    expect(await ci.observe()).toBeUndefined();
    await ci.remove();
    expect(forge.kept.size).toBe(0);
  });

  test("what others put there is never touched, and what they took away is seen", async () => {
    await using forge = await start();
    const theirs = open(provider);
    await theirs.apply({ secrets: { THEIRS: "foreign value" } });
    const ours = open(provider);
    await ours.apply({ secrets: { OURS: "our own value" } });
    await ours.apply({ secrets: {} });
    await ours.remove();
    expect([...forge.kept.keys()]).toEqual(["secrets THEIRS"]);
    await ours.apply({ secrets: { OURS: "our own value" } });
    await theirs.apply({ secrets: {} });
    expect(await ours.observe()).toBeUndefined();
    await open(provider).apply({ secrets: { OURS: "x" } });
    const stranger = open(provider);
    await stranger.apply({ secrets: { OURS: "x" } });
    await stranger.remove();
    expect(await ours.observe()).toBe("OURS of its secrets gone");
  });

  test("a server that limits, and one that is ill for a moment, is asked again", async () => {
    await using forge = await start();
    forge.faults.push(
      { status: 429, headers: { "retry-after": "0" } },
      { status: 502 },
      { status: 403, headers: { "retry-after": "0" } },
      { status: 403, headers: { "x-ratelimit-remaining": "0", "x-ratelimit-reset": "0" } },
    );
    await open(provider).apply({ secrets: { DSN: "after all" } });
    expect(forge.kept.get("secrets DSN")).toBe("after all");
  });

  test("a deploy that failed in the middle goes on from there", async () => {
    await using forge = await start();
    const ci = open(provider);
    await ci.apply({ secrets: { A: "first value" } });
    const secrets = { A: "first value", B: "second value", C: "third value" };
    forge.refuse = "B";
    await expect(ci.apply({ secrets })).rejects.toMatchObject({ code: "tool_failed" });
    expect([...forge.kept.keys()]).toEqual(["secrets A"]);
    forge.refuse = undefined;
    await ci.apply({ secrets });
    expect([...forge.kept.keys()].sort()).toEqual(["secrets A", "secrets B", "secrets C"]);
    await ci.apply({ secrets: {} });
    expect(forge.kept.size).toBe(0);
  });

  test("a wrong token is told with what it must be able to do, and is not shown", async () => {
    await using _forge = await start();
    const failed = await open(provider).apply({ token: "wrong-canary", secrets: { A: "value-canary" } })
      .catch((error: unknown) => error as Error & { hint: string });
    expect(failed).toMatchObject({ message: expect.stringContaining("401") as string });
    expect(failed!.hint).toContain("the token must be able to write");
    expect(failed!.message + failed!.hint + String(failed!.cause)).not.toContain("canary");
  });
});

test("an environment of GitHub is made where there is none, and one that is there keeps its rules", async () => {
  await using forge = await startGithub(token);
  vi.stubEnv("GITHUB_API_URL", forge.url);
  await open("github").apply({ variables: { A: "1" } });
  const made = "PUT /repos/acme/app/environments/prod";
  expect(forge.asked.filter((one) => one === made)).toHaveLength(1);
  await open("github").apply({ variables: { A: "2" } });
  expect(forge.asked.filter((one) => one === made)).toHaveLength(1);
  expect(forge.kept.get("variables A")).toBe("2");
});

test("a file for act is private, holds what is asked for, and keeps the lines of others", async () => {
  const folder = mkdtempSync(join(tmpdir(), "andamio-ci-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  vi.stubEnv("ANDAMIO_ROOT", folder);
  writeFileSync(join(folder, ".secrets"), "# mine\nTHEIRS=1\nA=before\n");
  const ci = open("file");
  const read = (name: string) => readFileSync(join(folder, name), "utf8");
  await ci.apply({ path: ".secrets", secrets: { A: "plain", B: "a \"b\" $c\nd" }, variables: { V: "1" } });
  expect(read(".secrets")).toBe("# mine\nTHEIRS=1\nA=plain\nB=\"a \\\"b\\\" \\$c\\nd\"\n");
  expect(read(".vars")).toBe("V=1\n");
  expect(statSync(join(folder, ".secrets")).mode & 0o777).toBe(0o600);
  await ci.apply({ path: ".secrets", secrets: { A: "plain" }, variables: {} });
  expect([read(".secrets"), read(".vars")]).toEqual(["# mine\nTHEIRS=1\nA=plain\n", ""]);
  await ci.remove();
  expect(read(".secrets")).toBe("# mine\nTHEIRS=1\n");
});
