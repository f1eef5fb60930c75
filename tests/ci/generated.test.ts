/** What workflows become of other environments than those that are committed. */
import { expect, test } from "vitest";

import { makeWorkflows } from "../../scripts/lib/workflows/index.ts";
import { readPipelineEnvironments } from "../../scripts/lib/workflows/read-environments.ts";
import { makeProject } from "../spec/project.ts";
import { environment, workflow } from "./environments.ts";

test("R002-22 a job for Heroku is there only where the environment asks for it", () => {
  const asked = environment("prod", { publish: { heroku: { folder: "./app" } } });
  expect(workflow("deploy", environment("prod")).jobs).not.toHaveProperty("deploy-backend-prod");
  expect(workflow("deploy", asked).jobs["deploy-backend-prod"]).toMatchObject({
    needs: ["check"],
    environment: "prod",
    steps: [{}, {
      uses: "akhileshns/heroku-deploy@v3.12.14",
      with: {
        heroku_api_key: "${{ secrets.HEROKU_API_KEY }}",
        heroku_app_name: "${{ secrets.HEROKU_APP_NAME }}",
        heroku_email: "${{ secrets.HEROKU_EMAIL }}",
        appdir: "./app",
      },
    }],
  });
});

test("R002-23 a job for Netlify is there only where the environment asks for it", () => {
  const netlify = { folder: "./ui", publish: "./ui/dist" };
  const { jobs } = workflow("deploy", environment("prod", { publish: { netlify } }));
  expect(workflow("deploy", environment("prod")).jobs).not.toHaveProperty("deploy-frontend-prod");
  expect(jobs["deploy-frontend-prod"]?.steps?.slice(1)).toMatchObject([
    {},
    {
      run: "npm ci --prefix ./ui && npm run build --prefix ./ui",
      env: { VITE_API_URL: "${{ vars.VITE_API_URL }}" },
    },
    {
      with: { "publish-dir": "./ui/dist", "production-deploy": true },
      env: {
        NETLIFY_AUTH_TOKEN: "${{ secrets.NETLIFY_AUTH_TOKEN }}",
        NETLIFY_SITE_ID: "${{ secrets.NETLIFY_SITE_ID }}",
      },
    },
  ]);
});

test("R002-20 pages are built by their lock file, which names the cache, where an environment has any", () => {
  const root = makeProject({ "prod.yaml": `version: 1
target: docker
branch: main
images: { ui: { build: ./ui }, app: { build: ./app } }
components:
  site: { kind: Static, image: ui, publish: { port: 8080 } }
  api: { kind: Service, image: app, command: [node, server.js], port: 8000 }
` });
  const [prod] = readPipelineEnvironments(root);
  const { jobs } = workflow("check", prod!, environment("staging", { pages: ["./ui"] }));
  expect(jobs["test-frontend"]?.steps).toMatchObject([
    { uses: expect.stringMatching(/^actions\/checkout@/) as string },
    {
      uses: expect.stringMatching(/^actions\/setup-node@/) as string,
      with: { "cache": "npm", "cache-dependency-path": "./ui/package-lock.json\n" },
    },
    { run: "npm ci --prefix ./ui && npm run build --prefix ./ui" },
  ]);
  expect(workflow("check", environment("prod")).jobs).not.toHaveProperty("test-frontend");
});

test("of one branch, dev is deployed before staging", () => {
  const dev = environment("dev", { branch: "develop", profile: "dev" });
  const staging = environment("staging", { branch: "develop", profile: "staging" });
  const { jobs } = workflow("deploy", staging, environment("prod"), dev);
  expect(jobs["deploy-staging"]?.needs).toEqual(["check", "deploy-dev"]);
  expect(jobs["deploy-prod"]?.needs).toEqual(["check"]);
});

test("with approval, what a person approves is what is applied", () => {
  const { jobs } = workflow("deploy", environment("prod", { approval: true }));
  expect(jobs["plan-prod"]?.environment).toBe("prod-plan");
  const steps = jobs["deploy-prod"]?.steps ?? [];
  const lines = steps.map(({ run, uses = "" }) => run ?? uses.split("@")[0]);
  expect(lines.slice(-3)).toEqual([
    "actions/download-artifact",
    "npx andamio ci deploy prod --plan reports/deploy/prod.plan.json",
    "actions/upload-artifact",
  ]);
});

test("each environment is looked at when its own time comes", () => {
  const { on, jobs } = workflow("drift", environment("a", { drift: "0 * * * *" }), environment("b"));
  expect(on["schedule"]).toHaveLength(2);
  expect(jobs["a"]?.if).toContain("github.event.schedule == '0 * * * *'");
  expect(jobs["b"]?.if).toContain("github.event.schedule == '*/30 * * * *'");
});

test("C000-61 what enters a registry is a secret of the step that deploys, and on no command line", () => {
  const root = makeProject({ "prod.yaml": `version: 1
target: local
branch: main
components:
  registry-user: { kind: Secret, from: { variable: DOCKER_USERNAME } }
  registry-token: { kind: Secret, from: { variable: DOCKER_PASSWORD } }
  ci-token: { kind: Secret, from: { variable: CI_TOKEN } }
  ci:
    kind: CiSecrets
    provider: github
    repository: acme/app
    token: "\${ci-token.value}"
    secrets: { DOCKER_USERNAME: "\${registry-user.value}", DOCKER_PASSWORD: "\${registry-token.value}" }
` });
  const [prod] = readPipelineEnvironments(root);
  const job = workflow("deploy", prod!).jobs["deploy-prod"];
  const step = job?.steps?.find(({ run }) => run?.startsWith("npx andamio ci deploy"));
  expect(step?.env).toMatchObject({
    DOCKER_USERNAME: "${{ secrets.DOCKER_USERNAME }}",
    DOCKER_PASSWORD: "${{ secrets.DOCKER_PASSWORD }}",
  });
  for (const { run = "" } of job?.steps ?? []) expect(run).not.toContain("DOCKER");
});

test("every field of `workflows` is in the workflows when it is changed", () => {
  const changed = {
    ...{ scan: "1 2 * * *", drift: "3 4 * * *", coverage: 91 },
    ...{ kubeconfig: "KUBECONFIG_NEW", sshKey: "KEY_NEW", awsRole: "arn:aws:iam::123456789012:role/new" },
  };
  const write = (workflows: object) => JSON.stringify({
    ...{ version: 1, target: "docker", branch: "develop", components: { cache: { kind: "Redis" } } },
    ...{ docker: { host: "ssh://me@host" }, workflows },
  });
  const textOf = (workflows: object): string => {
    const root = makeProject({ "prod.yaml": write(workflows) });
    return Object.values(makeWorkflows(readPipelineEnvironments(root))).join("\n");
  };
  const before = textOf({});
  for (const [field, value] of Object.entries(changed)) {
    expect(before, field).not.toContain(String(value));
    expect(textOf({ [field]: value }), field).toContain(String(value));
  }
});
