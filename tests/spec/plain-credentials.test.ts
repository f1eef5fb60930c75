/** Which names, values and commands hold a credential in plain text. */
import { expect, test } from "vitest";

import { findCommandCredentials } from "../../platform/spec/command-credentials.ts";
import { isCredential } from "../../platform/spec/plain-credentials.ts";
import { makeProject, refuse } from "./project.ts";

test.each([
  "DB_PASSWORD_MAIN", "SECRET_KEY_BASE", "AUTH_TOKEN_V2", "ADMIN_PW", "SMTP_PASS", "mainDbPassword", "REDIS_PASSWORD_OLD", "STRIPE_API_KEY_LIVE",
  "GITHUB_TOKEN_CI", "JWT_SECRET2", "APP_SECRETS", "AWS_SECRET_ACCESS_KEY", "PRIVATE_KEY_PEM", "ROOT_PWD", "SENTRY_DSN", "LDAP_BIND_PASSWORD_1",
])("%s names a credential", (name) => {
  expect(isCredential(name, "hunter2hunter2")).toBe(true);
});

test.each([
  ["TOKEN_TTL", "15m"], ["PASSWORD_MIN_LENGTH", "12 characters"], ["KEY_FILE", "cert.pem"], ["ACCESS_TOKEN_EXPIRE_MINUTES", "thirty"],
  ["PASSWORD_RESET_URL", "reset"], ["TOKEN_TYPE", "bearer"], ["PASSWORD_HASHERS", "argon2"], ["SECRET_NAME", "app-secret"], ["MAX_TOKENS", "many"],
  ["CSRF_TOKEN_HEADER", "x-csrf"], ["AUTH_TOKEN_ISSUER", "andamio"], ["COMPASS", "north"], ["BYPASS_CACHE", "always"], ["PASS_THROUGH", "headers"],
  ["TOKENIZER", "wordpiece"], ["SECRET_ROTATION_DAYS", "thirty"], ["PASSWORD_POLICY", "strict"], ["DB_PASSWORD_FILE", "main-password"], ["PUBLIC_KEY", "abc"],
  ["KEYBOARD", "qwerty"], ["SECRETARY", "ana"], ["TOKEN_BUCKET_SIZE", "ten"], ["DB_PASSWORD", "${db.password}"], ["USE_PASSWORD", "true"],
])("%s: %s is none", (name, value) => {
  expect(isCredential(name, value)).toBe(false);
});

test.each([
  [["node", "x.js", "--password", "hunter2hunter2"], 3], [["node", "x.js", "--password=hunter2"], 2], [["mysqldump", "-u", "root", "-psecret"], 3],
  [["sh", "-c", "DB_PASSWORD_MAIN=hunter2 exec node x.js"], 2], [["sh", "-c", "psql postgres://app:hunter2@db/app"], 2], [["app", "--api-key", "abcdef123"], 2],
  [["env", "ADMIN_PW=letmein9", "node", "x.js"], 1], [["sh", "-c", "mysql -uroot -psecret99 app"], 2], [["curl", "https://bot:hunter2@example.com/x"], 1],
  [["sh", "-c", "echo ${}; app --password hunter2hunter2"], 2], [["sh", "-c", "app --password 'hunter2 hunter2'"], 2], [["sh", "-c", "export ADMIN_PW=\"let me in\"; app"], 2], [["sh", "-c", "bash -c \"mysql -psecret99 app\""], 2],
])("%j holds one", (words, at) => {
  expect([...findCommandCredentials(words).keys()]).toEqual([at]);
});

test.each([
  [["node", "x.js", "--token-ttl", "15m"]], [["app", "--password-file", "/run/secrets/x"]], [["sh", "-c", "mysql -p\"$MYSQL_PASSWORD\" app"]],
  [["app", "-port", "8000"]], [["tar", "-pxzf", "a.tgz"]], [["sh", "-c", "DB_PASSWORD=$(cat /run/x) node x.js"]], [["node", "-p", "process.version"]],
  [["sh", "-c", "psql postgres://app:$PW@db/app"]], [["app", "--secret-name", "jwt"]], [["ssh", "-p2222", "host"]], [["app", "--password"]],
])("%j holds none", (words) => {
  expect(findCommandCredentials(words).size).toBe(0);
});

test("a command's credential is a fault at its word, which is not shown", () => {
  const root = makeProject({ "dev.yaml": `version: 1
target: local
images: { app: { build: ./app } }
components:
  job: { kind: Job, image: app, command: [node, x.mjs, --password, hunter2hunter2] }
` });
  const { diagnostics } = refuse(root);
  expect(diagnostics).toMatchObject([{ code: "plain-credential", line: 5, message: "--password holds a credential in plain text" }]);
});
