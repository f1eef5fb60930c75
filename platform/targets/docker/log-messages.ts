/** The answer of a daemon that was asked for a log with times, as lines. */
import type { TimedText } from "../operations.ts";
import { splitTime } from "../timed-lines.ts";
import { takeFrames } from "./frames.ts";

/**
 * Each frame is a message. A line of more than 16 KiB comes as several, each with a time of its
 * own; the last ends with the newline.
 */
export async function* splitMessages(chunks: AsyncIterable<Buffer>): AsyncGenerator<TimedText> {
  const begun = new Map<number, TimedText>();
  let raw: Buffer = Buffer.alloc(0);
  for await (const chunk of chunks) {
    const { frames, rest } = takeFrames(Buffer.concat([raw, chunk]));
    raw = rest;
    for (const { stream, bytes } of frames) {
      const isEnd = bytes.at(-1) === 10;
      const piece = splitTime(bytes.toString("utf8", 0, isEnd ? bytes.length - 1 : bytes.length));
      if (piece === undefined) continue;
      const before = begun.get(stream);
      const line = before ? { ...before, text: before.text + piece.text } : piece;
      begun.delete(stream);
      if (isEnd) yield line;
      else begun.set(stream, line);
    }
  }
  yield* begun.values();
}
