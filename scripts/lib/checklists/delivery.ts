/** What stands between a change and its deploy: suites, workflows and migrations, as files say. */

import { existsSync, globSync, readFileSync, statSync } from "node:fs";
import { basename, join } from "node:path";

import { makeWorkflows } from "../workflows/index.ts";
import { readPipelineEnvironments } from "../workflows/read-environments.ts";
import { type Item, type Outcome, passIf } from "./item.ts";
import { readReport } from "./read-report.ts";

interface Report {
  testResults: { name: string; status: string; assertionResults: unknown[] }[];
}

export const runner: Item = {
  name: "test-runner",
  asks: "The runner of the tests is configured.",
  check: ({ root }) => findFile(root, "{tests/,}vitest.config.ts"),
};

export const suite = (name: string, asks: string): Item => ({
  name: `suite-${name}`,
  asks,
  check({ root }) {
    const { testResults } = readReport<Partial<Report>>(root, "reports/tests.json") ?? {};
    if (!testResults) return passIf(false, "there is no whole reports/tests.json: npm test");
    const own = testResults.filter((one) => basename(one.name).startsWith(`${name}.`));
    const ran = own.some(({ assertionResults }) => assertionResults.length > 0);
    const holds = ran && own.every(({ status }) => status === "passed");
    return passIf(holds, ran ? (holds ? "green" : "not green") : `the last run had no tests of ${name}`);
  },
});

/** The threshold of the sources; a run that gates a deploy asks for more. */
const least = 70;

export const coverage: Item = {
  name: "coverage",
  asks: `The tests reach more than ${least} % of the lines.`,
  check({ root }) {
    const path = join(root, "coverage/cobertura-coverage.xml");
    if (!existsSync(path)) return passIf(false, "there is no report: npm run coverage");
    const [, rate] = /<coverage[^>]*\sline-rate="([\d.]+)"/.exec(readFileSync(path, "utf8")) ?? [];
    const percent = Number(rate) * 100;
    return passIf(percent > least, `${percent.toFixed(1)} %`);
  },
};

export const workflow = (name: string, asks: string): Item => ({
  name: `workflow-${name}`,
  asks,
  check({ root }) {
    const file = `.github/workflows/${name}.yml`;
    const wanted = makeWorkflows(readPipelineEnvironments(root))[file];
    const path = join(root, file);
    if (!existsSync(path)) return passIf(false, `there is no ${file}: andamio ci workflows --write`);
    const holds = readFileSync(path, "utf8") === wanted;
    return passIf(holds, holds ? "as the environments say" : "stale: andamio ci workflows --write");
  },
});

export const lastDeploy: Item = {
  name: "last-deploy",
  asks: "The last deploy succeeded.",
  check({ root, environment }) {
    const file = `reports/deploy/${environment}.json`;
    if (!existsSync(join(root, file))) return { state: "open", detail: "there is no record of it here" };
    const { ok, commit, at } = readReport<Record<string, unknown>>(root, file) ?? {};
    return passIf(ok === true, `${String(at)}, commit ${String(commit)}`);
  },
};

export const migrationTool: Item = {
  name: "migration-tool",
  asks: "There are models, and a folder of migrations.",
  check({ root }) {
    const models = globSync("app/prisma/*.prisma", { cwd: root });
    return models.length > 0 ? findFile(root, "app/prisma/migrations") : passIf(false, "there are no models");
  },
};

export const firstMigration: Item = {
  name: "first-migration",
  asks: "Each engine has a first migration.",
  check({ root }) {
    const without = ["sqlite", "postgresql", "mysql"].filter((engine) =>
      !globSync(`app/prisma/migrations/${engine}/*/migration.sql`, { cwd: root })
        .some((file) => statSync(join(root, file)).size > 0));
    return passIf(without.length === 0, without.length === 0 ? "all three" : `none for ${without.join(", ")}`);
  },
};

function findFile(root: string, pattern: string): Outcome {
  const found = globSync(pattern, { cwd: root })
    .find((file) => statSync(join(root, file)).size > 0);
  return passIf(found !== undefined, found ?? `there is no ${pattern}`);
}
