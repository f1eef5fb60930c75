/** Credentials in plain text: found by name, shape and randomness, and shown nowhere. */
import { expect, test } from "vitest";

import { isCredential } from "../../platform/spec/plain-credentials.ts";
import { findFaults, renderFaults } from "../spec/project.ts";
import { edit, files as known, plan } from "./fixture.ts";
import { makeRepository } from "./repository.ts";

/** Put together here, so that no scanner takes them for real. */
const canaries: Readonly<Record<string, string>> = {
  "a password by its name": "PASSWORD=hunter2",
  "a password of a mail server": "SMTP_PASSWORD=correct-horse",
  "a key of a cloud": `ANY=${"AKIA"}IOSFODNN7EXAMPLE`,
  "a token of GitHub": `ANY=${"ghp"}_16C7e42F292c6912E7710c838347Ae178B4a`,
  "a token of Slack": `ANY=${"xoxb"}-2222222222-abcdefghijkl`,
  "a key of a payment service": `ANY=${"sk_live"}_4eC39HqLyjWDarjtT1zdp7dc`,
  "a signed token": `ANY=${"eyJ"}hbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.dozjgNryP4J3jVmNHl0w5N`,
  "a private key": `ANY=-----BEGIN ${"PRIVATE"} KEY----- MIIEvQ`,
  "a URL with a password": "ANY=postgresql://app:s3cr3tw0rd@db.example.com/app",
  "a random word": "ANY=Zq8Lr2vT9xKp4Wm7Yc3Nb6Hd",
  "a random hexadecimal number": "ANY=9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b8",
};

const harmless = [
  ["LOG_LEVEL", "debug"],
  ["PASSWORD_MIN_LENGTH", "12"],
  ["TOKEN_TTL", "15m"],
  ["JWT_ALGORITHM", "HS256"],
  ["SECRET_FILE", "/run/secrets/key"],
  ["API_KEY_HEADER", "X-Api-Key"],
  ["TOKEN_URL", "https://auth.example.com/oauth/token"],
  ["CSRF_TOKEN", "true"],
  ["DATABASE_URL", "${db.url}"],
  ["URL", "postgresql://app:${db.password}@host/app"],
  ["DSN_HOST", "sentry.example.com"],
  ["REVISION", "da39a3ee5e6b4b0d3255bfef95601890afd80709"],
  ["DIGEST", "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"],
  ["ORIGINS", "https://app.example.com,https://admin.example.com"],
  ["JAVA_OPTS", "-XX:MaxRAMPercentage=75.0 -XX:+ExitOnOutOfMemoryError"],
  ["TIMEZONE", "America/Argentina/Buenos_Aires"],
  ["SECRET", ""],
] as const;

test.each(harmless)("%s: %s is none", (name, value) => {
  expect(isCredential(name, value)).toBe(false);
});

test.each(Object.entries(canaries))("%s is refused, and nothing shows it", (_, canary) => {
  const [name = "", value = ""] = canary.split(/=(.*)/s);
  const text = (written: string): string => `version: 1
target: local
images: { app: { build: ./app } }
components:
  mail: { kind: Worker, image: app, command: [node, a.js], env: { ${name}: ${written} }, prot: 1 }
`;
  for (const written of [value, `"${value}"`, `'${value}'`]) {
    const files = { "dev.yaml": text(written) };
    expect(findFaults(files).map(({ code, line, column }) => [code, line, column])).toEqual([
      ["plain-credential", 5, 69 + name.length],
      ["unknown-field", 5, 73 + name.length + written.length],
    ]);
    const shown = renderFaults(files) + JSON.stringify(findFaults(files));
    expect(shown).not.toContain(value);
    expect(shown).toContain(`${name}: ${/^["']/.test(written) ? written[0] : ""}********`);
    expect(shown).toMatch(/\n +\| +\^\^\^\^\n/);
  }
});

test("a line that is no YAML at all does not show one either", () => {
  const shown = renderFaults({
    "dev.yaml": "version: 1\ntarget: local\ncomponents: { a: { SMTP_PASSWORD: hunter22, b: [ }\n",
  });
  expect(shown).not.toContain("hunter22");
});

test("it is told in the language's own words", () => {
  const lines = ["version: 1", "target: local", "images: { app: { build: ./app } }"];
  const mail = "  mail: { SMTP_PASSWORD: \"hunter-2\" }";
  const shown = renderFaults({
    "dev.yaml": `${lines.join("\n")}\nenvGroups:\n${mail}\ncomponents:\n  db: { kind: Database, engine: sqlite }\n`,
  });
  expect(shown).toBe(`environments/dev.yaml:5:26: error: SMTP_PASSWORD holds a credential in plain text [plain-credential]
   5 |   mail: { SMTP_PASSWORD: "********" }
     |                          ^^^^^^^^^^
  hint: components: { smtp-password: { kind: Secret, from: { variable: SMTP_PASSWORD } } }, and here "\${smtp-password.value}"`);
});

test.each(Object.entries(canaries))("a plan that takes away %s does not show it", async (_, canary) => {
  const [name = "", value = ""] = canary.split(/=(.*)/s);
  const before = edit(known, "base", "DEBUG: 0", `DEBUG: 0\n    ${name}: "${value}"`);
  const after = edit(known, "base", "DEBUG: 0", `DEBUG: 0\n    ${name}: \${key.value}`);
  const made = plan(before, after);
  expect(JSON.stringify(made)).not.toContain(value);
  expect(made.rows[0]?.text).toBe(`envGroups.app.${name} (secret) → \${key.value}`);
  const { andamio, write } = makeRepository(before);
  write(after);
  for (const form of ["--json", "--markdown", "--exit-code"]) {
    const { stdout, stderr } = await andamio("preview", "--offline", form);
    expect(stdout + stderr).toContain(name);
    expect(stdout + stderr).not.toContain(value);
  }
});
