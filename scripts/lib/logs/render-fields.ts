/** A JSON log line for people: level, message, the other fields, and a stack below. */

import { type Format, paint } from "../output.ts";
import { type Fields, pick } from "./fields.ts";
import { type Level, levelNames, levelOf } from "./levels.ts";

const messages = ["msg", "message", "event"];

/** In the column of the time, or the same in each line of a process. */
const leftOut = ["time", "timestamp", "@timestamp", "ts", "pid", "hostname", "v"];

const messageWidth = 20;

const colors: Readonly<Record<Level, Format>> = {
  trace: "dim", debug: "dim", info: "green", warn: "yellow", error: "red", fatal: "red",
};

export function renderFields(fields: Fields, stream: NodeJS.WriteStream): string {
  const level = levelOf("", fields);
  const word = (level ?? "").toUpperCase().padEnd(5);
  const title = messages.find((key) => pick(fields, [key]) !== undefined);
  const inColumns = new Set<string | undefined>([...leftOut, ...(level ? levelNames : []), title]);
  const rest = Object.entries(fields).filter(([key]) => !inColumns.has(key));
  const stacks: string[] = [];
  const pairs = rest.flatMap(([key, value]) => flatten(key, value, stacks));
  const message = visible(String(title === undefined ? "" : fields[title]));
  const padded = pairs.length > 0 ? message.padEnd(messageWidth) : message;
  const shown = pairs.map(([key, value]) => `${paint(stream, "dim", `${visible(key)}=`)}${value}`);
  const head = [level ? paint(stream, colors[level], word) : word, padded, ...shown].join(" ");
  return [head.trimEnd(), ...stacks].join("\n");
}

/** Of an error, its stack stands below the line. */
function flatten(key: string, value: unknown, stacks: string[]): [string, string][] {
  if (key.endsWith("stack") && typeof value === "string") {
    stacks.push(...value.split("\n").map((line) => `  ${visible(line.trimEnd())}`));
    return [];
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return Object.entries(value).flatMap(([inner, one]) => flatten(`${key}.${inner}`, one, stacks));
  }
  return [[key, quote(value)]];
}

function quote(value: unknown): string {
  if (typeof value !== "string") return visible(JSON.stringify(value));
  return /^[^\s"=]+$/.test(value) ? visible(value) : visible(JSON.stringify(value));
}

/** What was escaped in JSON must not steer the terminal. */
function visible(text: string): string {
  return text.replaceAll(/[\u0000-\u001f\u007f-\u009f]/g, (one) =>
    `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
