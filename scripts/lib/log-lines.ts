/** Log lines as `unit | text`, one colour per unit, or as one JSON object a line. */

import type { LogLine } from "../../platform/targets/operations.ts";
import { type Format, type Output, paint } from "./output.ts";

const palette: readonly Format[] = ["cyan", "green", "yellow", "magenta", "blue"];

export function createLinePrinter(
  output: Output, stream: NodeJS.WriteStream,
): (line: LogLine) => void {
  const colours = new Map<string, Format>();
  let width = 0;
  return (line) => {
    if (output.json) {
      stream.write(`${JSON.stringify(line)}\n`);
      return;
    }
    const colour = colours.get(line.unit) ?? palette[colours.size % palette.length] ?? "cyan";
    colours.set(line.unit, colour);
    width = Math.max(width, line.unit.length);
    stream.write(`${paint(stream, colour, `${line.unit.padEnd(width)} |`)} ${line.text}\n`);
  };
}
