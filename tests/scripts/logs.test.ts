/** `logs`: which lines are shown and in which order, whatever target they come from. */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

import { describe, expect, test } from "vitest";

import { forgetSecrets, learnSecret, maskSecrets } from "../../platform/masking/known-secrets.ts";
import type { LogLine, Logs, ProcessLog, TimedText } from "../../platform/targets/operations.ts";
import { changeLines } from "../../scripts/lib/logs/change-lines.ts";
import { parseFields } from "../../scripts/lib/logs/fields.ts";
import { levelOf } from "../../scripts/lib/logs/levels.ts";
import { readLogs } from "../../scripts/lib/logs/read-logs.ts";

const at = (second: number): string => new Date(Date.UTC(2026, 0, 31, 9, 0, second)).toISOString();

type Asked = Parameters<ProcessLog["read"]>[0];

function processOf(name: string, lines: readonly TimedText[], asked: Asked[] = []): ProcessLog {
  return {
    component: name.split("-")[0]!,
    unit: name,
    async* read(options) {
      asked.push(options);
      yield* options.last === undefined ? lines : lines.slice(-options.last);
    },
  };
}

function logsOf(
  processes: Record<string, [number, string][]>, batches: readonly (readonly LogLine[])[] = [],
): Logs {
  return {
    processes: Object.entries(processes).map(([name, lines]) =>
      processOf(name, lines.map(([second, text]) => ({ time: at(second), text })))),
    async* follow() {
      yield* batches;
    },
  };
}

const textsOf = async (lines: AsyncIterable<LogLine>): Promise<string[]> =>
  (await Array.fromAsync(lines)).map(({ unit, text }) => `${unit} ${text}`);

const numbered = (count: number): [number, string][] =>
  Array.from({ length: count }, (_, index) => [index, `line ${index}`]);

describe("merging", () => {
  test("lines of several processes come in the order of their times", async () => {
    const logs = logsOf({ "api-1": [[1, "a"], [4, "d"]], "api-2": [[2, "b"], [2, "b2"]], db: [[3, "c"]] });
    expect(await textsOf(readLogs(logs, {}))).toEqual(["api-1 a", "api-2 b", "api-2 b2", "db c", "api-1 d"]);
  });

  test("times of any exactness are compared", async () => {
    const logs = logsOf({});
    const of = (name: string, time: string) => processOf(name, [{ time, text: "x" }]);
    const times = ["2026-01-31T09:00:00.1234Z", "2026-01-31T09:00:00.123Z", "2026-01-31T09:00:00.123000001Z"];
    const processes = times.map((time, index) => of(String(index), time));
    expect(await textsOf(readLogs({ ...logs, processes }, {}))).toEqual(["1 x", "2 x", "0 x"]);
  });

  test("what is followed is in order within each moment, and filtered too", async () => {
    const line = (unit: string, second: number, text: string): LogLine =>
      ({ component: unit, unit, time: at(second), text });
    const logs = logsOf({ a: [[1, "old"]] }, [[line("b", 6, "two"), line("a", 5, "one")], [line("a", 7, "no")]]);
    expect(await textsOf(readLogs(logs, { follow: true, grep: /one|two/ }))).toEqual(["a one", "b two"]);
  });

  test("a log of any length takes no memory", async () => {
    setFlagsFromString("--expose-gc");
    const collect = runInNewContext("gc") as () => void;
    const text = "x".repeat(1000);
    const endless = (unit: string): ProcessLog => ({
      component: unit, unit,
      async* read() {
        for (let index = 0; index < 100_000; index++) yield { time: at(index), text: `${text}${index}` };
      },
    });
    const logs = { ...logsOf({}), processes: [endless("a"), endless("b")] };
    let most = 0;
    let count = 0;
    for await (const _ of readLogs(logs, {})) {
      if (++count % 50_000 !== 0) continue;
      collect();
      most = Math.max(most, process.memoryUsage().heapUsed);
    }
    collect();
    expect(count).toBe(200_000);
    expect(most - process.memoryUsage().heapUsed).toBeLessThan(8_000_000);
  });
});

describe("the last lines", () => {
  test("are counted for each process, after what is left out", async () => {
    const probes = { api: new Set(["/health"]) };
    const noise = Array.from({ length: 300 }, (_, index): [number, string] => [index + 10, "GET /health 200"]);
    const logs = logsOf({ "api-1": [[1, "one"], [2, "two"], [3, "three"], ...noise], db: [[4, "four"]] });
    expect(await textsOf(readLogs(logs, { tail: 2, probes }))).toEqual(["api-1 two", "api-1 three", "db four"]);
  });

  test("are looked for further back only until there are enough", async () => {
    const asked: Asked[] = [];
    const lines = numbered(10_000).map(([second, text]) => ({ time: at(second), text }));
    const logs = { ...logsOf({}), processes: [processOf("a", lines, asked)] };
    expect(await textsOf(readLogs(logs, { tail: 2, grep: /0$/ }))).toEqual(["a line 9980", "a line 9990"]);
    expect(asked.map(({ last }) => last)).toEqual([2, 16, 128]);
  });

  test.each([1, 5, 10, 20])("%i of 10, each of which a container's runtime counts as three", async (tail) => {
    const lines = numbered(10)
      .map(([second, text]) => ({ time: at(second), text: text.padEnd(40_000) }));
    const api: ProcessLog = {
      component: "api", unit: "api",
      async* read({ last = 1e9 }) {
        yield* lines.slice(Math.max(0, 10 - Math.ceil(last / 3)));
      },
    };
    const found = await textsOf(readLogs({ ...logsOf({}), processes: [api] }, { tail }));
    const last = numbered(10).slice(-tail);
    expect(found.map((text) => text.trim())).toEqual(last.map(([, text]) => `api ${text}`));
  });

  test.each([0, 1, 49, 50, 51])("of 50 lines %i", async (tail) => {
    expect(await textsOf(readLogs(logsOf({ a: numbered(50) }), { tail })))
      .toEqual(numbered(50).slice(50 - Math.min(tail, 50)).map(([, text]) => `a ${text}`));
  });
});

test("since and until hold for the moment itself, and are read no further back than needed", async () => {
  const [since, until] = [new Date(at(2)), new Date(at(4))];
  const logs = logsOf({ a: numbered(7) });
  expect(await textsOf(readLogs(logs, { since, until }))).toEqual(["a line 2", "a line 3", "a line 4"]);
  expect(await textsOf(readLogs(logs, { since, until, tail: 1 }))).toEqual(["a line 4"]);
  expect(await textsOf(readLogs(logs, { since: new Date(at(6)), tail: 3 }))).toEqual(["a line 6"]);
});

test("a pattern is looked for in what is shown: a secret cannot be guessed by it", async () => {
  learnSecret("hunter2-secret");
  const logs = changeLines(logsOf({ a: [[1, "key hunter2-secret"]] }), { text: maskSecrets });
  expect(await textsOf(readLogs(logs, { grep: /hunter2/ }))).toEqual([]);
  expect(await textsOf(readLogs(logs, { grep: /key/ }))).toEqual(["a key [secret]"]);
  forgetSecrets();
});

describe("levels", () => {
  test.each([
    ["{\"level\":10}", "trace"], ["{\"level\":30}", "info"], ["{\"level\":35}", "info"], ["{\"level\":60}", "fatal"],
    ["{\"level\":\"WARNING\"}", "warn"], ["{\"severity\":\"CRITICAL\"}", "fatal"], ["{\"levelname\":\"error\"}", "error"],
    ["{\"log\":{\"level\":\"debug\"}}", "debug"], ["{\"msg\":\"no error\"}", undefined], ["{\"level\":\"odd\"}", undefined],
    ["2026-01-31 09:00:00.123 UTC [12] LOG:  checkpoint starting", "info"],
    ["2026-01-31 09:00:00.123 UTC [12] FATAL:  no pg_hba.conf entry", "fatal"],
    ["2026-01-31T09:00:00 0 [Warning] InnoDB: slow", "warn"], ["12:M 31 Jan 2026 09:00:00.123 # Memory", "warn"],
    ["12:M 31 Jan 2026 09:00:00.123 * Ready to accept", "info"], ["time=x level=error msg=y", "error"],
    ["ERROR in app", "error"], ["error: no such file", "error"], ["TypeError: x is no function", "error"],
    ["there was an error in it", undefined], ["Informal text", undefined],
  ])("%s is %s", (text, level) => {
    expect(levelOf(text, parseFields(text))).toBe(level);
  });

  test("a stack goes with its error, and what says no level is ordinary", async () => {
    const logs = logsOf({ a: [[1, "  at start"], [2, "plain"], [3, "Error: boom"], [4, "    at x.js:1"], [5, "next"]] });
    expect(await textsOf(readLogs(logs, { level: "warn" }))).toEqual(["a Error: boom", "a     at x.js:1"]);
    expect(await textsOf(readLogs(logs, { level: "info" }))).toHaveLength(5);
  });
});

describe("health checks", () => {
  const probes = { api: new Set(["/health", "/livez"]) };
  test.each([
    ["{\"level\":20,\"method\":\"GET\",\"route\":\"/health\",\"status\":200}", false],
    ["{\"method\":\"GET\",\"url\":\"/livez?x=1\"}", false],
    ["{\"req\":{\"method\":\"HEAD\",\"url\":\"http://127.0.0.1:1/health\"},\"res\":{\"statusCode\":204}}", false],
    ["127.0.0.1 - - [31/Jan/2026] \"GET /health HTTP/1.1\" 200 12", false],
    ["GET /health 200 1.2 ms", false],
    ["10.0.0.1 \"GET /ready HTTP/1.1\" 200 \"kube-probe/1.34\"", false],
    ["{\"method\":\"GET\",\"route\":\"/health\",\"status\":503}", true],
    ["\"GET /health HTTP/1.1\" 500 3", true],
    ["{\"method\":\"POST\",\"route\":\"/health\",\"status\":200}", true],
    ["GET /healthy 200", true],
    ["asked for /health", true],
    ["{\"msg\":\"/health\"}", true],
  ])("%s is shown: %s", async (text, isShown) => {
    const logs = logsOf({ "api-1": [[1, text]] });
    expect(await textsOf(readLogs(logs, { probes }))).toHaveLength(isShown ? 1 : 0);
    expect(await textsOf(readLogs(logs, {}))).toHaveLength(1);
  });

  test("of a request in two lines both are left out; of one that failed the end is shown", async () => {
    const begin = (id: string, url: string) => `{"reqId":"${id}","req":{"method":"GET","url":"${url}"},"msg":"incoming request"}`;
    const end = (id: string, status: number) => `{"reqId":"${id}","res":{"statusCode":${status}},"msg":"request completed"}`;
    const texts = [begin("1", "/health"), begin("2", "/"), end("1", 200), end("2", 200), begin("3", "/livez"), end("3", 500)];
    const logs = logsOf({ "api-1": texts.map((text, index) => [index, text]) });
    expect(await textsOf(readLogs(logs, { probes }))).toEqual([1, 3, 5].map((index) => `api-1 ${texts[index]}`));
  });

  test.each([
    "{\"level\":50,\"req\":{\"method\":\"GET\",\"url\":\"/health\"},\"msg\":\"the database does not answer\"}",
    "{\"level\":\"warning\",\"path\":\"/livez\",\"status\":200,\"message\":\"slow\"}",
    "ERROR: GET /health failed: connection refused",
    "WARN GET /livez 200 took 4 s",
  ])("a warning or an error about one is shown: %s", async (text) => {
    expect(await textsOf(readLogs(logsOf({ "api-1": [[1, text]] }), { probes }))).toHaveLength(1);
  });

  test("an error within a health check is shown, and its other lines are left out", async () => {
    const texts = [
      "{\"level\":30,\"reqId\":\"1\",\"req\":{\"method\":\"GET\",\"url\":\"/health\"}}",
      "{\"level\":50,\"reqId\":\"1\",\"msg\":\"the database does not answer\"}",
      "{\"level\":30,\"reqId\":\"1\",\"res\":{\"statusCode\":200}}",
    ];
    const logs = logsOf({ "api-1": texts.map((text, index) => [index, text]) });
    expect(await textsOf(readLogs(logs, { probes }))).toEqual([`api-1 ${texts[1]}`]);
  });

  const ready = "2026-11-29 15:16:37.850 UTC [48] LOG:  database system is ready to accept connections";
  const absent = (name: string) => `2026-11-29 15:16:37.990 UTC [71] FATAL:  database "${name}" does not exist`;

  test("F16 a starting PostgreSQL's answer to its container's own question is left out", async () => {
    const texts = [ready, absent("andamio"), "2026-11-29 15:16:38.100 UTC [52] LOG:  checkpoint starting: time"];
    const logs = logsOf({ db: texts.map((text, index) => [index, text]) });
    expect(await textsOf(readLogs(logs, { probes }))).toEqual([`db ${texts[0]}`, `db ${texts[2]}`]);
    expect(await textsOf(readLogs(logs, {}))).toHaveLength(3);
  });

  test.each([
    [[ready, absent("andamio_prod")]],
    [[ready, "LOG:  connection received", absent("andamio")]],
    [["LOG:  starting PostgreSQL 15.18", absent("andamio")]],
  ])("a database that a program misses is shown: %j", async (texts) => {
    const logs = logsOf({ db: texts.map((text, index) => [index, text]) });
    expect(await textsOf(readLogs(logs, { probes }))).toHaveLength(texts.length);
  });

  test("of another component the same path is an ordinary request", async () => {
    expect(await textsOf(readLogs(logsOf({ web: [[1, "GET /health 200"]] }), { probes }))).toHaveLength(1);
  });
});
