/** `logs`: what its flags mean, and how a line looks. */
import { PassThrough } from "node:stream";
import { stripVTControlCharacters } from "node:util";

import { describe, expect, test } from "vitest";

import type { LogLine } from "../../platform/targets/operations.ts";
import { parseSelection } from "../../scripts/lib/logs/parse-selection.ts";
import { createLinePrinter } from "../../scripts/lib/logs/print-lines.ts";
import { createOutput } from "../../scripts/lib/output.ts";

describe("flags", () => {
  const now = new Date("2026-01-31T09:00:00Z");
  const since = (text: string) => parseSelection({ since: text }, now).since?.toISOString();

  test("times are durations, times of today and dates", () => {
    expect(since("10m")).toBe("2026-01-31T08:50:00.000Z");
    expect(since("1h30m")).toBe("2026-01-31T07:30:00.000Z");
    expect(since("2026-01-30T10:00:00Z")).toBe("2026-01-30T10:00:00.000Z");
    expect(since("2026-01-30T10:00:00+02:00")).toBe("2026-01-30T08:00:00.000Z");
    expect(since("2026-01-30")).toBe(new Date("2026-01-30T00:00").toISOString());
    expect(since("08:30")).toBe(new Date("2026-01-31T08:30").toISOString());
    expect(since("08:30:05.5")).toBe(new Date("2026-01-31T08:30:05.500").toISOString());
  });

  test("without --tail there are 50 lines of each, and with --since all", () => {
    expect(parseSelection({}, now).tail).toBe(50);
    expect(parseSelection({ until: "1m" }, now).tail).toBe(50);
    expect(parseSelection({ since: "1m" }, now).tail).toBeUndefined();
    expect(parseSelection({ since: "1m", tail: "3" }, now).tail).toBe(3);
  });

  test.each([
    [{ since: "banana" }, "--since wants a duration or a time", "andamio logs --since 10m"],
    [{ since: "" }, "--since wants a duration or a time", "andamio logs --since 10m"],
    [{ since: "10" }, "--since wants a duration or a time", "andamio logs --since 10m"],
    [{ since: "25:00" }, "--since wants a duration or a time", "andamio logs --since 10m"],
    [{ until: "2026-13-01" }, "--until wants a duration or a time", "andamio logs --until 10m"],
    [{ since: "999999999d" }, "--since wants a duration or a time", "andamio logs --since 10m"],
    [{ since: "5m", until: "10m" }, "--since 5m is later than --until 10m", "andamio logs --since 1h --until 30m"],
    [{ until: "1m", follow: true }, "--until ends the lines", "andamio logs --follow --since 10m"],
    [{ grep: "(" }, "--grep wants a regular expression: Unterminated group", "andamio logs --grep 'timeout|refused'"],
    [{ grep: "[z-a]" }, "--grep wants a regular expression: Range out of order", "andamio logs --grep 'timeout|refused'"],
    [{ level: "wran" }, "there is no level \"wran\"", "did you mean \"warn\"?"],
    [{ level: "loud" }, "there is no level \"loud\"", "levels: trace, debug, info, warn, error, fatal"],
    [{ tail: "-1" }, "--tail wants a number of lines, not \"-1\"", "andamio logs --tail 50"],
  ])("%j is refused", (flags, message, hint) => {
    const fault = expect.objectContaining({ code: "usage", message: expect.stringContaining(message), hint });
    expect(() => parseSelection(flags, now)).toThrow(fault);
    expect(() => parseSelection(flags, now)).toThrow(/^.{1,73}$/); // "error: " stands before it
  });
});

describe("printing", () => {
  const line: LogLine = { time: new Date(2026, 0, 31, 9, 5, 7, 8).toISOString(), component: "api", unit: "api-1", text: "" };
  const request = "{\"level\":40,\"time\":1,\"pid\":7,\"hostname\":\"h\",\"msg\":\"slow\",\"req\":{\"url\":\"/a b\"},\"ms\":12}";

  function print(isTTY: boolean, json: boolean, ...lines: Partial<LogLine>[]): string {
    const terminal = { isTTY, columns: 80 };
    const stream = Object.assign(new PassThrough(), terminal) as unknown as NodeJS.WriteStream;
    const printer = createLinePrinter(createOutput(json, stream, stream), stream);
    for (const one of lines) printer({ ...line, ...one });
    return stripVTControlCharacters(String(stream.read()));
  }

  test("a terminal shows the clock, and a date where another day begins", () => {
    const next = new Date(2026, 1, 1, 0, 0, 0).toISOString();
    expect(print(true, false, { text: "one" }, { text: "two", time: next }))
      .toBe("2026-01-31\n09:05:07.008 api-1 | one\n2026-02-01\n00:00:00.000 api-1 | two\n");
  });

  test("a JSON line is columns on a terminal, and is itself elsewhere", () => {
    expect(print(true, false, { text: request })).toContain("09:05:07.008 api-1 | WARN  slow                 req.url=\"/a b\" ms=12\n");
    expect(print(false, false, { text: request })).toBe(`${line.time} api-1 | ${request}\n`);
  });

  test("a stack stands below its line, and nothing in it steers the terminal", () => {
    const text = JSON.stringify({ level: 50, msg: "a\u001b[2Jb", err: { message: "x", stack: "Error: x\n    at y\u001b]0;z" } });
    expect(print(true, false, { text })).toContain("ERROR a\\u001b[2Jb");
    expect(print(true, false, { text })).toContain("\n  Error: x\n      at y\\u001b]0;z\n");
  });

  test.each([
    [{ event: "user_login", message: "welcome" }, "welcome              event=user_login"],
    [{ msg: "done", message: { id: 7 } }, "done                 message.id=7"],
    [{ msg: "done", event: "paid" }, "done                 event=paid"],
    [{ level: "odd", msg: "done" }, "done                 level=odd"],
  ])("no field of %j is lost", (fields, shown) => {
    expect(print(true, false, { text: JSON.stringify(fields) })).toContain(shown);
  });

  test.each([["{\"a\":", "}"], ["[", "]"]])("a line with more %s than can be followed is shown as it is", (begin, end) => {
    const text = `{"msg":"x","deep":${begin.repeat(100_000)}1${end.repeat(100_000)}}`;
    expect(print(true, false, { text })).toContain(text);
  });

  test("--json has the time", () => {
    expect(JSON.parse(print(true, true, { text: "x" }))).toEqual({ ...line, text: "x" });
  });
});
