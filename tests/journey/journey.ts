/**
 * What a team does with the app, the same on every target: one place is handed in, and everything
 * goes by the command line and by requests.
 */
import { setTimeout as sleep } from "node:timers/promises";

import { afterAll, beforeAll, expect, test, vi } from "vitest";

import { type Load, startLoad } from "../load.ts";
import type { Project } from "../project.ts";
import { copyProject } from "./project.ts";
import { ask, guess } from "./strangers.ts";

/** Where the journey takes place, and what only that place can do. */
export interface Place {
  target: string;
  /** Lines of the environment's file besides. */
  settings: string;
  /** Lines of components besides. */
  components?: string;
  /** Where the Service `api` is reached from elsewhere, as YAML. */
  route?: string;
  /** What each program of the file reserves, as YAML; where there is little of it. */
  requests?: string;
  /** Variables of whoever deploys. */
  variables: Record<string, string>;
  /** Where requests reach the Service `api`, once it runs. */
  openAddress(): Promise<string>;
  /** Ways to the Service `api`; else its address is the only one. */
  openDoors?(): Promise<Doors>;
  /** Kills a process, container or pod of a component as if it had crashed. */
  kill(component: string, project: Project): Promise<void>;
  /** When all is over. */
  close?(): Promise<void>;
}

export interface Doors {
  /** Through the proxy, as others of this machine find it. */
  outside: string;
  /** Through the proxy, as programs of the environment find it. */
  inside: string;
  /** Past the proxy, for these programs. */
  direct?: string;
}

interface Unit {
  component: string;
  state: string;
  replicas?: { ready: number; wanted: number };
}

const environment = (
  { target, settings, components = "", route = "null", requests = "{}" }: Place,
  port: number,
) => `version: 1
extends: ./base.yaml
target: ${target}
${settings}
envGroups:
  app: { NODE_ENV: development, MAIL_TRANSPORT: log, SMTP_PASSWORD: "\${label.value}" }
components:
  label: { kind: Secret, from: { variable: JOURNEY_LABEL } }
  seed: { kind: Job, image: app, command: [node, dist/jobs.js, seed], envFrom: [app], after: [migrate], requests: ${requests} }
  api:
    command: [node, dist/server.js]
    env: { ENVIRONMENT: one }
    publish: { port: ${port} }
    route: ${route}
    health: { startPeriod: 90s }
    requests: ${requests}
  tasks: { replicas: 1, requests: ${requests} }
${components}`;

export function takeJourney(open: () => Promise<Place>, port: number): void {
  let place: Place;
  let project: Project;
  let address: string;
  const waiting = { timeout: 60_000, interval: 500 };

  beforeAll(async () => {
    place = await open();
    project = copyProject(environment(place, port));
    Object.assign(project.variables, place.variables, { JOURNEY_LABEL: "first" });
  }, 1_800_000);

  afterAll(async () => {
    await project?.[Symbol.asyncDispose]();
    await place?.close?.();
  }, 300_000);

  const up = (): Promise<string> => project.must("up", "journey");
  const underLoad = async (change: () => Promise<void>): Promise<void> => {
    const load: Load = startLoad(`${address}/livez`);
    await sleep(500);
    await change();
    await sleep(500);
    const { sent, failed } = await load.end();
    expect(failed).toEqual([]);
    expect(sent).toBeGreaterThan(200);
  };

  test("one command deploys it, and it answers", async () => {
    await up();
    address = await place.openAddress();
    const health = await fetch(`${address}/health`);
    expect(health.status).toBe(200);
    expect(await health.json()).toMatchObject({ status: "ok" });
  }, 1_200_000);

  test("the same command again changes nothing and says so", async () => {
    expect(await up()).toContain("nothing changed");
  }, 120_000);

  test("whoever logs in creates a claim, and the worker sends its mail", async () => {
    const claim = `Reclamo ${Date.now()}`;
    const token = await logIn(address, "client1", "client1234");
    await createClaim(address, token, claim);
    await vi.waitFor(
      async () => expect(await project.must("logs", "journey", "tasks")).toContain(claim),
      waiting,
    );
  }, 120_000);

  test("a cron job runs when it is told to", async () => {
    expect(await project.must("run", "journey", "health-check")).toContain("Health check OK");
  }, 120_000);

  test("B1 who guesses passwords is locked out alone, whatever address it invents", async () => {
    const { outside, inside, direct } = (await place.openDoors?.()) ??
      { outside: address, inside: address };
    const asStranger = (program: string) =>
      project.must("exec", "journey", "tasks", "--", "node", "-e", program);
    const answers = await asStranger(guess(inside, 12));
    expect(answers).toContain(`answered ${[...Array<number>(10).fill(401), 429, 429].join()}`);
    expect(await logIn(outside, "client1", "client1234")).toBeTruthy();
    for (const path of ["/metrics", "/metrics/", "//metrics", "/%6detrics"]) {
      expect([path, (await fetch(outside + path)).status]).toEqual([path, 404]);
    }
    if (direct === undefined) return;
    expect(await asStranger(guess(direct, 1))).toContain("answered 429");
    expect(await asStranger(ask(`${direct}/metrics`))).toContain("answered 200");
  }, 180_000);

  test("N003-137 the data scripts of its image take data in once, and give it out", async () => {
    const rows = [{ entity: "Banco del Sur", debtor_name: "Nadia Río", cartera: "Sur", amount: "10.50", dni: "20111222" }];
    const exec = (command: string) =>
      project.must("exec", "journey", "api", "--", "sh", "-c", command);
    const take = `echo '${JSON.stringify(rows)}' | node dist/jobs.js import-data -`;
    expect(await exec(take)).toMatch(/"cases": 1\b/);
    expect(await exec(take)).toMatch(/"cases": 0\b/);
    expect(await exec("node dist/jobs.js export-data -")).toContain("Nadia Río");
  }, 120_000);

  test("what is killed comes back", async () => {
    const [before] = await unitsOf("tasks");
    expect(before?.state).toBe("ready");
    await place.kill("tasks", project);
    await vi.waitFor(async () => expect(await isReady("tasks", 1)).toBe(true), waiting);
    const claim = `Otro reclamo ${Date.now()}`;
    await createClaim(address, await logIn(address, "client1", "client1234"), claim);
    await vi.waitFor(
      async () => expect(await project.must("logs", "journey", "tasks")).toContain(claim),
      waiting,
    );
  }, 180_000);

  test("a new version rolls out under 200 requests a second, and none fails", async () => {
    project.edit("ENVIRONMENT: one", "ENVIRONMENT: two");
    await underLoad(async () => void (await up()));
  }, 300_000);

  test("a broken version is refused with its line, and the old one serves every request", async () => {
    project.edit("dist/server.js", "dist/missing.js");
    await underLoad(async () => {
      const { code, output } = await project.andamio("up", "journey");
      expect(code, output).toBe(1);
      expect(output).toMatch(/environments\/\w+\.yaml:\d+:\d+: error: /);
      expect(output).toContain("missing.js");
    });
    project.edit("dist/missing.js", "dist/server.js");
    await up();
  }, 600_000);

  test("a secret that changes rolls what uses it", async () => {
    const read = async () => (await project.must("exec", "journey", "tasks", "--", "sh", "-c", "echo =$SMTP_PASSWORD=")).trim();
    expect(await read()).toContain("=first=");
    project.variables["JOURNEY_LABEL"] = "second";
    const output = await up();
    expect(output).not.toContain("nothing changed");
    expect(output).not.toContain("second");
    expect(await read()).toContain("=second=");
  }, 300_000);

  test("another number of replicas is one change", async () => {
    project.edit("tasks: { replicas: 1", "tasks: { replicas: 2");
    await up();
    await vi.waitFor(async () => expect(await isReady("tasks", 2)).toBe(true), waiting);
  }, 180_000);

  test("destroy keeps the data, and the next up finds it", async () => {
    const token = await logIn(address, "admin", "admin1234");
    const before = await countClaims(address, token);
    expect(before).toBeGreaterThan(1);
    await project.must("destroy", "journey");
    await up();
    address = await place.openAddress();
    expect(await countClaims(address, await logIn(address, "admin", "admin1234"))).toBe(before);
  }, 600_000);

  const unitsOf = async (component: string): Promise<Unit[]> => {
    const { units } = JSON.parse(await project.must("status", "journey", "--json")) as { units: Unit[] };
    return units.filter((unit) => unit.component === component);
  };
  const isReady = async (component: string, wanted: number): Promise<boolean> => {
    const [unit] = await unitsOf(component);
    return unit?.state === "ready" && (unit.replicas?.ready ?? 1) === wanted;
  };
}

async function logIn(address: string, username: string, password: string): Promise<string> {
  const response = await fetch(`${address}/api/auth/login`, {
    method: "POST",
    body: new URLSearchParams({ username, password }),
  });
  const { access_token: token } = (await response.json()) as { access_token?: string };
  if (!token) throw new Error(`login answered ${response.status}`);
  return token;
}

async function createClaim(address: string, token: string, titulo: string): Promise<void> {
  const response = await fetch(`${address}/api/reclamos`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify({ titulo }),
  });
  if (!response.ok) throw new Error(`the claim answered ${response.status}`);
}

async function countClaims(address: string, token: string): Promise<number> {
  const headers = { authorization: `Bearer ${token}` };
  const response = await fetch(`${address}/api/reclamos`, { headers });
  return ((await response.json()) as { total: number }).total;
}
