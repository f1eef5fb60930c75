/** Runs the command line in this process, with its output caught. */
import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";

import { runCommandLine } from "../../scripts/lib/cli.ts";

export interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

/** With columns its output is a terminal's. */
export async function runHere(
  root: string,
  words: readonly string[],
  columns?: number,
): Promise<Ended> {
  delete process.env.FORCE_COLOR; // which the test runner sets where it is watched
  const [out, err] = [new PassThrough(), new PassThrough()];
  const said = Promise.all([text(out), text(err)]);
  const streams = { stdout: asTerminal(out, columns), stderr: asTerminal(err, columns) };
  const code = await runCommandLine(words, root, streams);
  out.end();
  err.end();
  const [stdout, stderr] = await said;
  return { code, stdout, stderr };
}

/** A stream that takes what a terminal takes. */
export function asTerminal(stream: PassThrough, columns?: number): NodeJS.WriteStream {
  const terminal = columns === undefined ? stream : Object.assign(stream, { isTTY: true, columns });
  return terminal as unknown as NodeJS.WriteStream;
}
