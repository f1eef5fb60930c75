/** What the pipeline is given: told before it is written, and nothing besides is used. */
import { expect, test } from "vitest";

import { makeRepository } from "../plan/repository.ts";

const names = ["HEROKU_API_KEY", "HEROKU_APP_NAME", "HEROKU_EMAIL", "NETLIFY_AUTH_TOKEN", "NETLIFY_SITE_ID", "VITE_API_URL"];

function describeProd(given: readonly string[]): string {
  const lines = given.map((name) => `      ${name}: \${${name.toLowerCase().replaceAll("_", "-")}.value}\n`);
  const sources = names.map((name) =>
    `  ${name.toLowerCase().replaceAll("_", "-")}: { kind: Secret, from: { variable: GIVEN_${name} } }\n`);
  return `version: 1
target: local
policies: { profile: staging }
components:
  token: { kind: Secret, from: { variable: PIPELINE_TOKEN } }
${sources.join("")}  ci:
    kind: CiSecrets
    provider: github
    repository: acme/reclamos
    token: \${token.value}
    secrets:
      SHOWN: shown
${lines.join("")}`;
}

const ship = `jobs:
  ship:
    environment: prod
    runs-on: ubuntu-24.04
    steps: [{ run: make ship, env: { KEY: "\${{ secrets.HEROKU_API_KEY }}", TOKEN: "\${{ secrets.NETLIFY_AUTH_TOKEN }}" } }]
`;

test("R002-24 a preview lists each secret of the pipeline, and a job that uses another one fails the policy", async () => {
  const workflow = ".github/workflows/ship.yml";
  const file = "environments/prod.yaml";
  const { andamio, write } = makeRepository({ [file]: describeProd([]), [workflow]: ship });
  write({ [file]: describeProd(names) });
  const preview = await andamio("preview", "prod", "--offline", "--against", "main");
  expect(preview.code, preview.stderr).toBe(0);
  for (const name of names) {
    expect(preview.stdout).toMatch(new RegExp(`prod.yaml:\\d+:\\d+ ci\\.secrets\\.${name} not set`));
  }
  expect(preview.stdout).toContain("~ Secrets ci (secrets.HEROKU_API_KEY, ");
  expect((await andamio("validate", "prod")).code).toBe(0);
  write({ [file]: describeProd(names.filter((name) => name !== "NETLIFY_AUTH_TOKEN")) });
  const { code, stdout } = await andamio("validate", "prod");
  expect(code).toBe(2);
  expect(stdout).toMatch(/"ci": job ship of \.github\/workflows\/ship\.yml uses NETLIFY_AUTH_TOKEN/);
  expect(stdout).not.toContain("uses HEROKU_API_KEY");
});
