/** Logs on this machine: each line has its time, and none is lost when a full file is set aside. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, expect, test } from "vitest";

import { lastLines } from "../../platform/targets/local/log-files.ts";
import { openProgramOutput } from "../../platform/targets/local/log-writer.ts";
import { openLogs } from "../../platform/targets/local/logs.ts";
import { pathsOf } from "../../platform/targets/local/paths.ts";
import { logFile } from "../../platform/targets/local/unit.ts";

const made: string[] = [];
afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function makeLog(name = "api.a-1") {
  const root = mkdtempSync(join(tmpdir(), "andamio-log-"));
  made.push(root);
  const paths = { ...pathsOf(root, "dev"), logs: root };
  return { paths, path: logFile(paths, name) };
}

async function write(path: string, script: string, largest?: number): Promise<void> {
  const output = openProgramOutput(path, largest);
  const child = spawn("/bin/sh", ["-c", script], { stdio: ["ignore", output.descriptor, output.descriptor] });
  output.started();
  await once(child, "exit");
  await output.drained();
}

const stamped = (text: string) => `2026-01-31T09:00:00.000Z ${text}\n`;

test("each line gets its time; what ends without a newline is one too", async () => {
  const { path } = makeLog();
  await write(path, "echo one; echo >&2; printf 'zwölf'");
  expect(readFileSync(path, "utf8").replaceAll(/^\d{4}-\d\d-\d\dT[\d:.]+Z /gm, "T ")).toBe("T one\nT \nT zwölf\n");
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(lastLines(path, 2)).toEqual(["", "zwölf"]);
});

test("a program can open its own output by name", async () => {
  const { path } = makeLog();
  await write(path, "echo out > /dev/stdout; echo err > /proc/self/fd/2");
  expect(lastLines(path, 5)).toEqual(["out", "err"]);
});

test("a log that was removed, or whose folder was, goes on", async () => {
  const { path } = makeLog();
  await write(path, `echo one; sleep 0.1; rm -r ${join(path, "..")}; echo two; sleep 0.1; echo three`);
  expect(lastLines(path, 5)).toEqual(["two", "three"]);
});

test.each([0, 1, 2, 3, 5, 6, 7, 100])("the last %i lines, across two files", (count) => {
  const { path } = makeLog();
  const all = ["1", "2", "3", "4", "5", "6"];
  writeFileSync(`${path}.1`, all.slice(0, 3).map(stamped).join(""));
  writeFileSync(path, all.slice(3).map(stamped).join(""));
  expect(lastLines(path, count)).toEqual(count === 0 ? [] : all.slice(-count));
});

test("the last lines of a file of many reads", () => {
  const { path } = makeLog();
  const lineOf = (index: number) => `line ${index} ${"x".repeat(index % 50)}`;
  const all = Array.from({ length: 30_000 }, (_, index) => lineOf(index));
  writeFileSync(path, all.map(stamped).join(""));
  for (const count of [1, 999, 2500, 29_999, 30_000]) {
    expect(lastLines(path, count)).toEqual(all.slice(-count));
  }
});

/** What a reader gets until this line. */
async function follow(
  { paths }: ReturnType<typeof makeLog>, last: number, change: () => unknown, end: string,
): Promise<string[]> {
  const stop = new AbortController();
  const logs = openLogs(paths, { components: [], signal: stop.signal });
  const texts: string[] = [];
  for (const one of logs.processes) {
    for await (const { text } of one.read({ last })) texts.push(text);
  }
  change();
  for await (const batch of logs.follow()) {
    texts.push(...batch.map(({ text }) => text));
    if (texts.includes(end)) stop.abort();
  }
  return texts;
}

test("who follows reads on over one and over two files that were set aside", async () => {
  const log = makeLog();
  const { path } = log;
  writeFileSync(path, ["1", "2"].map(stamped).join(""));
  const turn = (before: string, after: string) => {
    appendFileSync(path, stamped(before));
    renameSync(path, `${path}.1`);
    appendFileSync(path, stamped(after));
  };
  expect(await follow(log, 1, () => turn("3", "4"), "4")).toEqual(["2", "3", "4"]);
  const twice = () => {
    turn("5", "6");
    turn("7", "8");
  };
  expect(await follow(log, 1, twice, "8")).toEqual(["4", "5", "6", "7", "8"]);
});

test("who follows reads a line once, when it is whole, and a new process from its start", async () => {
  const log = makeLog();
  writeFileSync(log.path, `${stamped("1")}2026-01-31T09:00:00.000Z be`);
  const change = () => {
    setTimeout(() => appendFileSync(log.path, "gun\n"), 300);
    writeFileSync(logFile(log.paths, "worker"), stamped("new"));
    setTimeout(() => appendFileSync(logFile(log.paths, "worker"), stamped("end")), 700);
  };
  expect(await follow(log, 5, change, "end")).toEqual(["1", "new", "begun", "end"]);
});

test("a log that an earlier version cuts is read from its start again, with times of the file", async () => {
  const log = makeLog();
  writeFileSync(log.path, "plain\n{\"json\":1}\n");
  const cut = () => {
    truncateSync(log.path);
    appendFileSync(log.path, "next\n");
  };
  expect(await follow(log, 9, cut, "next")).toEqual(["plain", "{\"json\":1}", "next"]);
});

test("a program that writes fast loses no line, and no more than two files are kept", async () => {
  const log = makeLog();
  const text = "0123456789".repeat(9); // 7 MB in all
  const stop = new AbortController();
  writeFileSync(log.path, "");
  const logs = openLogs(log.paths, { components: [], signal: stop.signal });
  const loop = `echo "$i ${text}"; i=$((i+1)); [ $((i % 5000)) -gt 0 ] || sleep 0.05`;
  const writing = write(log.path, `i=0; while [ $i -lt 60000 ]; do ${loop}; done; echo end`, 2_000_000);
  const numbers: number[] = [];
  for await (const batch of logs.follow()) {
    for (const { text: line } of batch) {
      if (line === "end") stop.abort();
      else numbers.push(Number(line.split(" ")[0]));
    }
  }
  await writing;
  expect(numbers).toHaveLength(60_000);
  expect(numbers.findIndex((number, index) => number !== index)).toBe(-1);
  expect(existsSync(`${log.path}.2`)).toBe(false);
  expect(statSync(`${log.path}.1`).size).toBeLessThan(2_100_000);
});
