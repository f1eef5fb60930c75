/** The ways of writing a value: what is taken, what it means, and what is not. */
import { expect, test } from "vitest";
import { parse } from "yaml";

import { findCronProblem } from "../../platform/spec/cron.ts";
import { parseDuration } from "../../platform/spec/duration.ts";
import { toFlow } from "../../platform/spec/flow.ts";
import { forms } from "../../platform/spec/forms.ts";
import { parseText } from "../../platform/spec/references.ts";
import type { FormName } from "../../platform/spec/schema.ts";
import { parseSize } from "../../platform/spec/size.ts";
import { suggest } from "../../platform/spec/suggest.ts";
import { isTimezone } from "../../platform/spec/timezone.ts";

const examples: Readonly<Record<FormName, { right: readonly string[]; wrong: readonly string[] }>> =
  {
    range: {
      right: ["10.42.0.0/16", "203.0.113.7", "fd00::/8", "::1"],
      wrong: ["10.42.0.0/", "loopback", "10.42/16", "*", ""],
    },
    duration: {
      right: ["500ms", "30s", "10m", "1h30m", "30d", "1d2h3m4s5ms", "0s"],
      wrong: ["", "30", "s", "1.5h", "30m1h", "-1s", "1 h", "1w"],
    },
    size: {
      right: ["256Mi", "10Gi", "1Ki", "2Ti", "1.5Gi", "0.5Mi"],
      wrong: ["", "256M", "256m", "256", "Mi", "0Mi", "-1Mi", "1e3Mi", "256 Mi", "256MiB", "0.0Gi"],
    },
    field: {
      right: ["api.replicas", "target", "envGroups.app.LOG_LEVEL", "api.labels.app.io/tier"],
      wrong: ["", "1api.x", "api.", ".api", "api replicas"],
    },
    cron: { right: ["0 2 * * *"], wrong: ["", "@daily", "* * * *", "* * * * * *"] },
    timezone: {
      right: ["UTC", "America/Argentina/Buenos_Aires", "Etc/GMT+3"],
      wrong: ["", "+03:00", " UTC", "America Lima"],
    },
    loss: {
      right: ["volume uploads", "engine postgresql → mysql", "migration 0014_x: drop payments.note"],
      wrong: ["", "two\nlines", "__proto__"],
    },
    header: { right: ["X-Frame-Options", "etag"], wrong: ["", "X Frame", "X:", "ñ"] },
    "container name": {
      right: ["reclamos_db", "gestiones-mvp-prod", "API.1"],
      wrong: ["x", "-db", "db_", "a b", "ñandú-db", "a".repeat(64)],
    },
    "component name": {
      right: ["a", "a1", "clear-sessions", "x".repeat(40)],
      wrong: ["", "A", "a_b", "-a", "a-", "a--b", "1a", "environment", "x".repeat(41), "a.b"],
    },
    variable: {
      right: ["A", "_a1", "DATABASE_URL"],
      wrong: ["", "1A", "A-B", "A.B", "A B", "__proto__"],
    },
    path: { right: ["./app", "app", "a b"], wrong: ["", "a\nb", "a\u0000"] },
    "absolute path": { right: ["/app"], wrong: ["app", "", "/a b"] },
    "url path": {
      right: ["/", "/health", "/health?deep=1"],
      wrong: ["health", "", "/a b", "/a#b"],
    },
    signal: { right: ["SIGTERM", "SIGINT"], wrong: ["TERM", "SIGKILL", "15"] },
    role: { right: ["app", "_a1"], wrong: ["", "App", "a-b", "pg_read", "x".repeat(64), "a\"b"] },
    version: { right: ["15", "8.0", "7.2.1"], wrong: ["", "latest", "15-alpine", "v15"] },
    image: {
      right: [
        "nginx:1.27",
        "ghcr.io/acme/app:v1",
        "localhost:5000/app:1",
        `app@sha256:${"a".repeat(64)}`,
      ],
      wrong: ["nginx", "nginx:latest", "localhost:5000/app", "app@sha256:abc", ":1", "App:1"],
    },
    label: {
      right: ["team", "oci-instance", "example.com/x"],
      wrong: ["", "a b", "-a", "x".repeat(64)],
    },
    repository: {
      right: ["ghcr.io/acme/app", "127.0.0.1:5000/app", "acme/app"],
      wrong: ["", "app", "ghcr.io/acme/app:1", "https://ghcr.io/acme/app", "ghcr.io/Acme/app"],
    },
    registry: {
      right: ["ghcr.io", "127.0.0.1:5000", "localhost"],
      wrong: ["", "https://ghcr.io", "ghcr.io/acme", "ghcr.io:"],
    },
    tag: { right: ["staging", "v1.2", "_x"], wrong: ["", "latest", ".a", "a b", "x".repeat(129)] },
    "any path": { right: ["/data", "uploads", "a/b"], wrong: ["", "a:b", "a\nb"] },
    setting: { right: ["max_connections", "log.level"], wrong: ["", "a b", "1a", "a=b"] },
    "config key": { right: ["sentryDsn", "andamio:dsn"], wrong: ["", "a b", "a:b:c"] },
    backend: {
      right: ["file://.andamio/state", "s3://bucket?region=x"],
      wrong: ["./state", "ftp://x", ""],
    },
  };

test.each(Object.entries(examples))(
  "%s: what is written so is taken, and nothing else",
  (name, { right, wrong }) => {
    const pattern = new RegExp(forms[name as FormName].pattern);
    expect(right.filter((value) => !pattern.test(value))).toEqual([]);
    expect(wrong.filter((value) => pattern.test(value))).toEqual([]);
  },
);

test("what was probably meant is offered", () => {
  const meant = (name: FormName, wrong: string): string | undefined => forms[name].suggest?.(wrong);
  expect(
    ["30", "30 sec", "5 minutes", "2H", "1w"].map((wrong) => meant("duration", wrong)),
  ).toEqual(["30s", "30s", "5m", "2h", undefined]);
  expect(["512m", "512", "1GB", "2 gib", "x"].map((wrong) => meant("size", wrong))).toEqual([
    "512Mi",
    "512Mi",
    "1Gi",
    "2Gi",
    undefined,
  ]);
  expect(meant("component name", "MyApp_v2")).toBe("my-app-v2");
  expect(meant("variable", "my-var")).toBe("my_var");
  expect(meant("signal", "term")).toBe("SIGTERM");
  expect(meant("cron", "@weekly")).toBe("0 0 * * 0");
});

test("durations and sizes are what they say", () => {
  expect(["500ms", "30s", "1h30m", "30d", "1d2h3m4s5ms"].map(parseDuration)).toEqual([
    500, 30_000, 5_400_000, 2_592_000_000, 93_784_005,
  ]);
  expect(["1Ki", "256Mi", "1.5Gi", "2Ti"].map(parseSize)).toEqual([
    1024, 268_435_456, 1_610_612_736, 2_199_023_255_552,
  ]);
});

test.each([
  "*/5 * * * *",
  "0 2 29 2 *",
  "0 0 31 * *",
  "0 0 1 jan-mar mon-fri",
  "15,45 8-18/2 * * 1",
  "0 2 30 2 mon",
  "0 0 * * 7",
])("%s fires", (schedule) => {
  expect(findCronProblem(schedule)).toBeUndefined();
});

test.each([
  "60 * * * *",
  "* 24 * * *",
  "* * 32 * *",
  "* * * 13 *",
  "* * * * 8",
  "@daily",
  "* * * * * *",
  "0 2 L * *",
  "0 2 ? * *",
  "0 2 * * fri#2",
  "5-1 * * * *",
  "*/0 * * * *",
  "",
])("%s is no schedule", (schedule) => {
  expect(findCronProblem(schedule)).toEqual({ type: "unreadable" });
});

test.each(["0 2 30 2 *", "0 2 31 4,6,9,11 *", "0 2 30-31 feb *"])(
  "%s never fires, and what would is offered",
  (schedule) => {
    const problem = findCronProblem(schedule);
    const [offered = ""] =
      problem?.type === "never" ? (/"([^"]+)"/.exec(problem.hint)?.slice(1) ?? []) : [];
    expect(findCronProblem(offered)).toBeUndefined();
    expect(offered).not.toBe("");
  },
);

test("time zones are those of this Node", () => {
  expect(["UTC", "Europe/Madrid", "America/Argentina/Buenos_Aires"].every(isTimezone)).toBe(true);
  expect(["Europe/Atlantis", "nowhere"].some(isTimezone)).toBe(false);
});

test("references are read out of text, and $${ is a plain ${", () => {
  expect(parseText("a ${db.url}$${x} ${HOME}")).toEqual([
    { type: "words", text: "a " },
    { type: "reference", written: "${db.url}", component: "db", output: "url", index: 2 },
    { type: "words", text: "${x} " },
    { type: "wrong", written: "${HOME}", inside: "HOME", index: 17 },
  ]);
  expect(parseText("$$${a.b}")).toEqual([{ type: "words", text: "$${a.b}" }]);
});

test("a slip is mended, and something else is not", () => {
  const words = ["url", "host", "port", "postgresql", "replicas"];
  expect(
    ["ulr", "hots", "prot", "postgres", "replica", "replcias"].map((word) => suggest(word, words)),
  ).toEqual(["url", "host", "port", "postgresql", "replicas", "replicas"]);
  expect(["x", "banana", "", "secret"].map((word) => suggest(word, words))).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});

test.each([
  [["node", "dist/server.js", "--x=1"]],
  [{ a: "yes", b: "1.10", c: "${db.url}", d: [], e: {}, f: "a: b", g: true, h: "null", i: "#x" }],
  ["1Gi"],
  ["15"],
  ["0x1F"],
  [".5"],
  [".inf"],
  ["1e3"],
  ["2027-03-31"],
  ["  "],
  ["x #y"],
])("%j is shown as YAML that means the same", (value) => {
  expect(parse(toFlow(value))).toEqual(value);
});
