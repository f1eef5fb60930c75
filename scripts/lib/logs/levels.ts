/** How serious a log line is, by its field or by the word that its program writes. Pure. */

import { type Fields, pick } from "./fields.ts";

export const levels = ["trace", "debug", "info", "warn", "error", "fatal"] as const;

export type Level = (typeof levels)[number];

/** Fields in which structured loggers write it. */
export const levelNames = ["level", "severity", "lvl", "levelname", "log.level"] as const;

/** A smaller number is less serious. */
export function rankOf(level: Level): number {
  return levels.indexOf(level);
}

const words: Readonly<Record<string, Level>> = {
  trace: "trace", verbose: "debug", debug: "debug",
  info: "info", information: "info", informational: "info", note: "info", notice: "info", log: "info",
  warn: "warn", warning: "warn",
  err: "error", error: "error", severe: "error",
  crit: "fatal", critical: "fatal", alert: "fatal", emerg: "fatal", emergency: "fatal", panic: "fatal", fatal: "fatal",
};

/** What Redis puts before a message. */
const signs: Readonly<Record<string, Level>> = { ".": "debug", "-": "debug", "*": "info", "#": "warn" };

/** `undefined` where the line says nothing of it. */
export function levelOf(text: string, fields: Fields | undefined): Level | undefined {
  return fields ? levelOfFields(fields) : levelOfText(text);
}

/** Numbers as pino and bunyan write them: 30 is info, and what lies between two is the lower. */
function levelOfFields(fields: Fields): Level | undefined {
  const level = pick(fields, levelNames);
  const number = Number(level);
  if (level === undefined || level === "") return undefined;
  if (Number.isNaN(number)) return ofWord(String(level));
  return levels[Math.min(Math.max(Math.floor(number / 10) - 1, 0), levels.length - 1)];
}

/** Only words that stand as levels do: in capitals, in brackets, before a colon, or in logfmt. */
const marked = /\blevel="?(\w+)|\[(\w+)\]|\b([A-Z]{3,9})\b|^(\w+):/g;

function levelOfText(text: string): Level | undefined {
  const head = text.slice(0, 120);
  const sign = /^\d+:[A-Z] .{20,30} ([.*#-]) /.exec(head)?.[1];
  if (sign !== undefined) return signs[sign];
  for (const [, ...found] of head.matchAll(marked)) {
    const level = ofWord(found.find((word) => word !== undefined) ?? "");
    if (level) return level;
  }
  return /^(Uncaught|Traceback|(\w+\.)*\w*(Error|Exception)\b)/.test(head) ? "error" : undefined;
}

function ofWord(word: string): Level | undefined {
  const key = word.toLowerCase();
  return Object.hasOwn(words, key) ? words[key] : undefined;
}
