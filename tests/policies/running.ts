/** The app on this machine, with all that the checklists ask of a running environment. */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { type Ended, runHere } from "../scripts/run-here.ts";

const repository = join(import.meta.dirname, "../..");

/** Its modules and clients are those of this repository, so that nothing is installed or made. */
const steps = ["node_modules", "generated"].map((name) => `ln -s ${repository}/app/${name} ${name}`);

const environment = `version: 1
target: local
timezone: UTC
images:
  app: { build: ./app, steps: ${JSON.stringify(steps)} }
envGroups:
  app:
    NODE_ENV: development
    MAIL_TRANSPORT: log
    DATABASE_URL: "\${db.url}"
    REDIS_URL: "\${cache.url}"
    JWT_SECRET: "\${key.value}"
components:
  db: { kind: Database, engine: mysql }
  cache: { kind: Redis }
  key: { kind: Secret, generate: { bytes: 48 } }
  password: { kind: Secret, from: { variable: RUNNING_PASSWORD } }
  migrate: { kind: Job, image: app, command: [node, migrate.ts], envFrom: [app] }
  seed: { kind: Job, image: app, command: [node, jobs.ts, seed], envFrom: [app], after: [migrate] }
  api:
    kind: Service
    image: app
    command: [node, server.ts]
    envFrom: [app]
    env: { ENABLE_AUTO_MAINT_INTEGRACIONES: 1, POINT_ALERT_ERROR_RATE: 0 }
    port: 8125
    health: { path: /health, startPeriod: 60s }
  tasks: { kind: Worker, image: app, command: [node, worker.ts], envFrom: [app] }
  smoke:
    kind: CronJob
    image: app
    command: [node, jobs.ts, smoke-integraciones]
    schedule: "0 0 1 1 *"
    envFrom: [app]
    env: { BASE_URL: "\${api.url}", USERNAME: admin, PASSWORD: "\${password.value}" }
`;

export interface Running extends AsyncDisposable {
  root: string;
  /** Runs a command to its end; words are apart by a space. */
  andamio(line: string): Promise<Ended>;
  /** Runs one of the app's own commands where its server runs. Throws unless it ends well. */
  job(line: string): Promise<string>;
  /** Runs a module's text where its server runs. */
  script(text: string): Promise<void>;
  /** State and detail of items of a list. */
  ask(list: string, ...only: string[]): Promise<Record<string, string | undefined>>;
  git(...words: string[]): string;
  write(file: string, text: string): void;
  edit(from: string, to: string): void;
  address(): Promise<string>;
}

export async function makeRunning(): Promise<Running> {
  const root = mkdtempSync(join(tmpdir(), "andamio-running-"));
  for (const folder of ["environments", "platform"]) mkdirSync(join(root, folder));
  symlinkSync(join(repository, "app"), join(root, "app"));
  const file = join(root, "environments/dev.yaml");
  writeFileSync(file, environment);
  writeFileSync(join(root, "Pulumi.yaml"), readFileSync(join(repository, "Pulumi.yaml"), "utf8")
    .replace("path: ./platform/provider", `path: ${join(repository, "platform/provider")}`));
  writeFileSync(join(root, "platform/index.ts"), "export {};\n");
  process.env.RUNNING_PASSWORD = "admin1234";
  const andamio = (line: string) => runHere(root, line.split(" "));
  const git = (...words: string[]) => {
    const who = ["-c", "user.name=t", "-c", "user.email=t@example.com"];
    return execFileSync("git", [...who, ...words], { cwd: root, encoding: "utf8" }).trim();
  };
  git("init", "-q", "-b", "main");
  git("add", "environments");
  git("commit", "-qm", "feat: begin");
  const must = async (line: string) => {
    const { code, stdout, stderr } = await andamio(line);
    if (code !== 0) throw new Error(`andamio ${line} ended with ${code}:\n${stdout}${stderr}`);
    return stdout;
  };
  await must("up");
  return {
    root,
    andamio,
    git,
    async job(line) {
      const { stdout } = JSON.parse(await must(`exec dev api --json -- node jobs.ts ${line}`)) as Ended;
      return stdout;
    },
    async script(text) {
      const { code, stderr } = await runHere(root, ["exec", "dev", "api", "--json", "--", "node", "--input-type=module", "-e", text]);
      if (code !== 0) throw new Error(stderr);
    },
    async ask(list, ...only) {
      const { stdout } = await andamio(["check --json --list", list, ...only.map((one) => `--only ${one}`)].join(" "));
      type Item = { name: string; state: string; detail: string };
      const { items } = JSON.parse(stdout) as { items: Item[] };
      return Object.fromEntries(items.map(({ name, state, detail }) => [name, `${state}: ${detail}`]));
    },
    write(path, text) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    },
    edit: (from, to) => writeFileSync(file, readFileSync(file, "utf8").replace(from, to)),
    async address() {
      type Unit = { component: string; address?: string };
      const { units } = JSON.parse(await must("status --json")) as { units: Unit[] };
      return units.find(({ component }) => component === "api")!.address!;
    },
    async [Symbol.asyncDispose]() {
      writeFileSync(file, environment);
      await andamio("destroy --data --yes");
      rmSync(root, { recursive: true, force: true });
    },
  };
}
