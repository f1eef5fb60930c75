/** Each command of the READMEs that takes this machine alone does what it is printed for. */
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";

import { parseDocument } from "yaml";

import { findTool } from "../../scripts/lib/tools.ts";
import { newcomersVariables } from "../e2e/newcomer.ts";
import { listCommands, placeOf, root } from "./commands.ts";
import { takeWalk } from "./walk.ts";

const commands = ["README.md", "app/README.md"]
  .flatMap(listCommands)
  .filter((command) => placeOf(command) === "local");
const pulumi = (await findTool("pulumi", { onProgress: () => undefined, install: true })).path;
const host = join(root, "tests/by-hand/language-host");
/** The language host of the tests stands in for that of an official Pulumi installation. */
const PATH = [host, dirname(pulumi), newcomersVariables()["PATH"]].join(delimiter);

const inDev = (path: readonly string[], value: unknown) => (folder: string) => {
  const file = join(folder, "environments/dev.yaml");
  const document = parseDocument(readFileSync(file, "utf8"));
  document.setIn(path, document.createNode(value));
  writeFileSync(file, document.toString());
};

function restoreDev(folder: string): void {
  execFileSync("git", ["checkout", "-q", "environments/dev.yaml"], { cwd: folder });
}

/** The block of task 7. */
const readme = readFileSync(join(root, "README.md"), "utf8");
const sentry = /^```yaml\n(envGroups:.*?)^```$/ms.exec(readme)![1]!;

function nameSecret(folder: string): void {
  const block = parseDocument(sentry);
  for (const path of [["envGroups", "app", "SENTRY_DSN"], ["components", "sentry-dsn"]]) {
    inDev(path, block.getIn(path))(folder);
  }
}

function andamio(folder: string, ...args: string[]): string {
  const env = newcomersVariables();
  return execFileSync("npx", ["andamio", ...args], { cwd: folder, env, encoding: "utf8" });
}

/**
 * Another clone may hold the port of the text: the closing screen of `up` names the one there is.
 * The app's own commands are typed where the app is.
 */
function findPlace(text: string, folder: string): string {
  if (text.startsWith("node dist/")) return `npx andamio exec api -- ${text}`;
  if (!text.includes("http://127.0.0.1:8000")) return text;
  const status = andamio(folder, "status", "--json");
  const { units } = JSON.parse(status) as { units: { component: string; address: string }[] };
  const { address } = units.find(({ component }) => component === "api")!;
  return text.replace("http://127.0.0.1:8000", address);
}

takeWalk(commands, {
  variables: { TRUTH_STEPS: "2" },
  replace: findPlace,
  deeds: {
    "npm run up": [{ says: /dev is up/ }, { says: /dev is up|nothing changed/ }],
    "npx andamio help": { says: /andamio VERB/ },
    "export PATH=\"$PWD/node_modules/.bin:$PATH\"": { then: "andamio help", says: /andamio VERB/ },
    "npx andamio up": [{ says: /nothing changed/ }, { says: /dev is up/ }],
    "npx andamio status": { says: /\bapi\b/ },
    "curl -d username=admin -d password=admin1234 http://127.0.0.1:8000/api/auth/login": { says: /access_token/ },
    "npx andamio logs --tail 20": { says: /\bdb\b/ },
    "npx andamio logs api -f": { until: /\n/ },
    "npx andamio validate": { before: inDev(["components", "api"], { replicas: 3 }) },
    "npx andamio preview": { says: /api/ },
    "npx andamio exec api -- sh -c 'psql \"$DATABASE_URL\" -c \"select count(*) from users\"'": { says: /\d+/ },
    "SENTRY_DSN=https://key@sentry.example/1 npx andamio up": { before: nameSecret, says: /dev is up/ },
    "npx andamio secrets set dev sentry-dsn": { input: "https://key@sentry.example/2\n" },
    "npx andamio up mine": { says: /mine is up/ },
    "npx andamio destroy dev --data": { asks: /Type dev to go on/, input: "dev\n" },
    "npx andamio ls": { says: /\bmine\b/ },
    "npx andamio doctor": { code: 1 },
    // the next ones are for dev as it came; its Secret went with its stack
    "npx andamio secrets check": { before: restoreDev },
    "eval \"$(npx andamio env dev)\"": {
      before: (folder) => void andamio(folder, "up"),
      then: "test -n \"$PULUMI_BACKEND_URL\"",
    },
    "npm exec -c 'pulumi up --stack dev'": {
      ...{ variables: { PATH }, asks: /perform this update\?/, input: "yes\r" },
      says: /Resources:\s+\d+ unchanged/,
    },
    "node dist/jobs.js create-api-client NAME": { says: /./ },
  },
  leave: ["npx andamio destroy mine --data --yes", "npx andamio destroy dev --data --yes"],
});
