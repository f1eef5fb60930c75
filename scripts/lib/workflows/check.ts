/** What is checked on every push, as `npm run check` does, and with a server of PostgreSQL. */

import {
  buildPages,
  checkout,
  install,
  keep,
  makeJob,
  npm,
  secret,
  servers,
  setUpGo,
  setUpNode,
} from "./steps.ts";
import type { Job, Step, WorkflowFile } from "./workflow.ts";

export const check: WorkflowFile = {
  about: "Types, lint, scans, tests and every environment. Stands for backend-tests.yml, ci.yml and test-only.yml.",
  make: (environments) => {
    const coverage = Math.max(80, ...environments.map((one) => one.coverage));
    const version = environments.find((one) => one.postgresql)?.postgresql ?? "15";
    return {
      name: "check",
      on: {
        push: null,
        pull_request: { branches: ["main", "develop"] },
        workflow_dispatch: null,
        workflow_call: { secrets: { CODECOV_TOKEN: { required: false } } },
      },
      permissions: {},
      concurrency: {
        // who calls it has a name of its own, and does not end this one
        group: "check-${{ github.workflow }}-${{ github.ref }}",
        "cancel-in-progress": true,
      },
      jobs: {
        "test": test(version, coverage),
        "test-backend": testBackend,
        ...testFrontend([...new Set(environments.flatMap(({ pages }) => pages))]),
        "lint": makeJob(15, [checkout, setUpNode(), install, npm("types"), npm("lint")]),
        "format": makeJob(15, [checkout, setUpNode(), install, npm("format:check")]),
      },
    };
  },
};

const url = "postgresql://postgres:postgres@127.0.0.1:5432/postgres";

const migrate: Step = {
  name: "Migrations on a server of PostgreSQL",
  run: "npm run generate --prefix app && node app/migrate.ts up && node app/migrate.ts status",
  env: { DATABASE_URL: url },
};

/** Says whether there is a token: a condition cannot read a secret. */
const findToken: Step = {
  id: "codecov",
  name: "Whether there is a token of Codecov",
  run: "echo \"token=${CODECOV_TOKEN:+yes}\" >> \"$GITHUB_OUTPUT\"",
  env: { CODECOV_TOKEN: secret("CODECOV_TOKEN") },
};

/** The token is no secret of an environment: a push that deploys nothing has it, too. */
const codecov: Step = {
  name: "Coverage to Codecov",
  if: "steps.codecov.outputs.token == 'yes'",
  env: { CODECOV_TOKEN: secret("CODECOV_TOKEN") },
  run: "pipx run --spec codecov-cli==11.3.1 codecovcli upload-process --fail-on-error --file coverage/cobertura-coverage.xml",
};

function test(version: string, coverage: number): Job {
  const options = {
    cmd: "pg_isready", interval: "10s", timeout: "5s", retries: "5",
  };
  return makeJob(60, [
    checkout,
    setUpNode(),
    install,
    npm("lint"),
    npm("format:check"),
    npm("imports:check"),
    npm("scan:code", "Scan of the code"),
    npm("scan:deps", "Scan of the dependencies"),
    setUpGo(),
    servers,
    migrate,
    {
      ...npm(`coverage -- --coverage.thresholds.lines=${coverage}`, "Tests, with coverage"),
      // of the nightly tests a tenth, another one each time
      env: { TEST_DATABASE_URL: url, ANDAMIO_SLICE: "${{ github.run_number }}" },
    },
    findToken,
    codecov,
    npm("validate -- --all", "Every environment"),
    keep("reports", "reports/\ncoverage/\n"),
  ], {
    services: {
      postgresql: {
        image: `postgres:${version}`,
        // scan: allow hardcoded-credential, it lives as long as the job
        env: { POSTGRES_PASSWORD: "postgres" },
        ports: ["5432:5432"],
        options: Object.entries(options).map(([key, value]) => `--health-${key} ${value}`).join(" "),
      },
    },
  });
}

/** The app alone, on a database in memory. */
const testBackend = makeJob(20, [
  checkout,
  setUpNode(),
  install,
  { ...npm("test -- --project unit tests/app"), name: "Tests of the app" },
], { env: { DATABASE_URL: "sqlite:///:memory:", SECRET_KEY: "test-secret-key" } });

/** Only where there are pages. */
function testFrontend(folders: readonly string[]): Record<string, Job> {
  if (folders.length === 0) return {};
  const locks = folders.map((folder) => `${folder}/package-lock.json\n`).join("");
  return { "test-frontend": makeJob(20, [checkout, setUpNode(locks), ...folders.map(buildPages)]) };
}
