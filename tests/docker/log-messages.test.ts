/** The log of a container as the daemon sends it, in any chunks, becomes lines with their times. */
import { expect, test } from "vitest";

import { splitMessages } from "../../platform/targets/docker/log-messages.ts";
import { compareTimes, Mark, splitTime } from "../../platform/targets/timed-lines.ts";

const time = (nanoseconds: number) => `2026-01-31T09:00:00.${String(nanoseconds).padStart(9, "0")}Z`;

function frame(stream: number, text: string): Buffer {
  const head = Buffer.alloc(8);
  head[0] = stream;
  head.writeUInt32BE(Buffer.byteLength(text), 4);
  return Buffer.concat([head, Buffer.from(text)]);
}

async function* inChunks(raw: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < raw.length; at += size) yield raw.subarray(at, at + size);
}

test.each([1, 3, 7, 20, 1000])("in chunks of %i bytes", async (size) => {
  const raw = Buffer.concat([
    frame(1, `${time(1)} one\n`), frame(2, `${time(2)} zw\u00f6lf\n`), frame(1, `${time(3)} \n`),
  ]);
  expect(await Array.fromAsync(splitMessages(inChunks(raw, size)))).toEqual([
    { time: time(1), text: "one" }, { time: time(2), text: "zw\u00f6lf" }, { time: time(3), text: "" },
  ]);
});

test("a long line in several messages is one, with the time of its first", async () => {
  const raw = Buffer.concat([
    frame(1, `${time(1)} begin `), frame(2, `${time(2)} other\n`), frame(1, `${time(3)} end\n`),
    frame(1, `${time(4)} not ended`),
  ]);
  expect(await Array.fromAsync(splitMessages(inChunks(raw, 5)))).toEqual([
    { time: time(2), text: "other" }, { time: time(1), text: "begin end" },
    { time: time(4), text: "not ended" },
  ]);
});

test("times are in UTC, as exact as they were written", () => {
  expect(splitTime("2026-01-31T10:00:00.123456789+01:00 x")).toEqual({ time: "2026-01-31T09:00:00.123456789Z", text: "x" });
  expect(splitTime("2026-01-31T09:00:00Z")).toEqual({ time: "2026-01-31T09:00:00.000Z", text: "" });
  expect(splitTime("2026-01-31 09:00:00 UTC [1] LOG:  x")).toBeUndefined();
  expect(splitTime("2026-13-45T10:00:00+01:00 x")).toBeUndefined(); // no day of any year
  expect(compareTimes("2026-01-31T09:00:00.1Z", "2026-01-31T09:00:00.100000000Z")).toBe(0);
});

test("who asks again for all since the last line gets each one once", () => {
  const lines = [1, 5, 5, 5, 7].map((at, index) => ({ time: time(at), text: String(index) }));
  for (let read = 0; read <= lines.length; read++) {
    const mark = new Mark();
    for (const line of lines.slice(0, read)) mark.pass(line);
    // the daemon answers from that moment on, and may answer from before it
    for (const answered of [lines, lines.filter((line) => line.time >= (mark.time ?? ""))]) {
      const again = new Mark();
      for (const line of lines.slice(0, read)) again.pass(line);
      const isNew = again.resume();
      expect(answered.filter((line) => isNew(line)).map(({ text }) => Number(text)))
        .toEqual(lines.slice(read).map((_, index) => read + index));
    }
  }
});
