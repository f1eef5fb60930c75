/**
 * Progress as lines of text: a frame for a terminal, or one line per change for everything else.
 * Pure.
 */

import { describeSeconds, fit, type Format } from "./output.ts";
import type { Direction, Progress } from "./progress-model.ts";

export interface View {
  direction: Direction;
  columns: number;
  rows: number;
  paint: (format: Format, text: string) => string;
}

const marks: Readonly<Record<Progress["state"], readonly [string, Format]>> = {
  waiting: ["·", "dim"],
  working: ["*", "cyan"],
  done: ["✓", "green"],
  failed: ["✗", "red"],
};

const doing: Readonly<Record<string, string>> = {
  create: "creating",
  update: "updating",
  replace: "replacing",
  delete: "removing",
};

const endings: Readonly<Record<Direction, { changed: string; unchanged: string }>> = {
  up: { changed: "done in", unchanged: "unchanged" },
  destroy: { changed: "removed in", unchanged: "nothing to remove" },
};

/** One line per component, as many as there are rows; what is done makes room for what is not. */
export function renderFrame(list: readonly Progress[], view: View): string[] {
  const width = widthOf(list);
  const wanted = list.length <= view.rows ? list : list.filter(({ state }) => state !== "done");
  const room = list.length <= view.rows ? view.rows : view.rows - 1;
  const shown = wanted.slice(0, room);
  const lines = shown.map((entry) => renderEntry(entry, width, view));
  const hidden = list.length - shown.length;
  return hidden === 0 ? lines : [...lines, view.paint("dim", `  and ${hidden} more`)];
}

function renderEntry(entry: Progress, width: number, view: View): string {
  const { columns, paint, direction } = view;
  const [mark, format] = marks[entry.state];
  const text = fit(`${entry.component.padEnd(width)}  ${describeProgress(entry, direction)}`, columns - 3);
  return `${paint(format, mark)} ${entry.state === "waiting" ? paint("dim", text) : text}`;
}

/** What a component does, or waits for, and for how long. */
export function describeProgress(entry: Progress, direction: Direction): string {
  const seconds = entry.worked / 1000;
  switch (entry.state) {
    case "waiting":
      return entry.waitsFor.length === 0 ? "waiting" : `waits for ${entry.waitsFor.join(", ")}`;
    case "working":
      return `${describeWork(entry)}, ${describeSeconds(seconds)}`;
    case "failed":
      return `failed after ${describeSeconds(seconds)}`;
    case "done":
      return entry.changed ? `${endings[direction].changed} ${describeSeconds(seconds)}` : endings[direction].unchanged;
  }
}

function describeWork({ component, current }: Progress): string {
  const [first] = current;
  if (first === undefined) return "working";
  const part = first.name === component ? "" : ` ${first.name.replace(`${component}-`, "")}`;
  return `${doing[first.op] ?? first.op}${part}`;
}

/** The lines that a change of state is worth where nothing can be drawn over. */
export function renderChanges(
  before: readonly Progress[], after: readonly Progress[], direction: Direction,
): string[] {
  const width = widthOf(after);
  return after.filter((entry, index) => isWorthALine(before[index], entry))
    .map((entry) => `${entry.component.padEnd(width)}  ${describeProgress(entry, direction).replace(/(\w), 0\.\d s$/, "$1")}`);
}

function isWorthALine(before: Progress | undefined, { state, changed }: Progress): boolean {
  if (before?.state === state) return false;
  if (state === "working") return before?.worked === 0;
  return state === "failed" || (state === "done" && changed);
}

function widthOf(list: readonly Progress[]): number {
  return Math.max(0, ...list.map(({ component }) => component.length));
}
