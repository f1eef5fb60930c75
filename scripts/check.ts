/** `andamio check`: the runbooks' checklists, answered by commands where a command can know. */

import { join } from "node:path";
import { createInterface } from "node:readline/promises";

import { PlatformError } from "../platform/errors.ts";
import { checklists } from "./lib/checklists/index.ts";
import type { Item, Outcome } from "./lib/checklists/item.ts";
import { paint } from "./lib/output.ts";
import { describeChoice } from "./lib/suggest.ts";
import type { Call, Verb } from "./lib/verb.ts";
import { writeReport } from "./lib/write-report.ts";

export const check: Verb = {
  usage: "check [ENV] --list NAME [--only ITEM] [--done ITEM]",
  about: "Goes through a checklist: what a command can know is looked up, what only a person can say is asked, "
    + "and all of it is written to a report. Exit code 1 when something failed or is open.",
  flags: {
    list: { type: "string", value: "NAME", about: "dev, staging, prod, before-change, after-change …" },
    only: { type: "string", value: "ITEM", multiple: true, about: "this one alone; repeatable" },
    done: { type: "string", value: "ITEM", multiple: true, about: "say that this was done; repeatable" },
    report: { type: "string", value: "FILE", about: "default reports/checklists/ENV-NAME.md" },
  },
  examples: [
    ["check --list before-change", "before you begin"],
    ["check prod --list prod --json", "for CI"],
  ],
  takes: "nothing",
  changes: false,
  run,
};

type Answer = Outcome & { name: string; asks: string };

async function run(call: Call): Promise<number> {
  const name = String(call.flags.list ?? "");
  const items = Object.hasOwn(checklists, name) ? checklists[name]! : undefined;
  if (!items) {
    const hint = describeChoice(name, Object.keys(checklists), "checklists");
    const what = name === "" ? "check wants --list NAME" : `there is no checklist "${name}"`;
    throw new PlatformError("usage", what, { hint });
  }
  const answers: Answer[] = [];
  for (const item of choose(items, call)) {
    answers.push({ ...await answer(item, call), name: item.name, asks: item.asks });
  }
  const ok = answers.every(({ state }) => state === "passed" || state === "warning");
  const report = String(call.flags.report ?? `reports/checklists/${call.environment}-${name}.md`);
  writeAnswers(join(call.root, report), `${call.environment}: ${name}`, answers);
  const told = { ok, environment: call.environment, list: name, items: answers, report };
  call.output.result(told, [...answers.map((one) => describe(one, call)), `Report: ${report}`].join("\n"));
  return ok ? 0 : 1;
}

function choose(items: readonly Item[], { flags }: Call): readonly Item[] {
  const only = (flags.only ?? []) as readonly string[];
  const names = items.map(({ name }) => name);
  const unknown = only.find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw new PlatformError("usage", `"${unknown}" is not on this checklist`, {
      hint: describeChoice(unknown, names, "it has"),
    });
  }
  return only.length === 0 ? items : items.filter(({ name }) => only.includes(name));
}

async function answer(item: Item, call: Call): Promise<Outcome> {
  const done = (call.flags.done ?? []) as readonly string[];
  if (done.includes(item.name)) return { state: "passed", detail: "said to be done" };
  const outcome = await item.check?.(call) ?? { state: "open", detail: `--done ${item.name}` };
  return outcome.state === "open" ? ask(item, outcome, call) : outcome;
}

async function ask(item: Item, open: Outcome, { output, signal }: Call): Promise<Outcome> {
  if (output.json || !process.stdin.isTTY || !output.stderr.isTTY) return open;
  const questions = createInterface({ input: process.stdin, output: output.stderr });
  questions.on("SIGINT", () => process.kill(process.pid, "SIGINT"));
  try {
    const said = await questions.question(`${item.asks} [y/N] `, { signal });
    return /^(y|yes)$/i.test(said.trim()) ? { state: "passed", detail: "said so" } : open;
  } finally {
    questions.close();
  }
}

const colors = { passed: "green", failed: "red", warning: "yellow", open: "cyan" } as const;

function describe({ state, name, asks, detail }: Answer, { output }: Call): string {
  return `${paint(output.stdout, colors[state], state.padEnd(7))}  ${name}: ${asks} ${paint(output.stdout, "dim", detail)}`;
}

function writeAnswers(file: string, title: string, answers: readonly Answer[]): void {
  const rows = answers.map(({ state, asks, detail }) => `| ${state} | ${asks} | ${detail.replaceAll("|", "\\|")} |`);
  const head = [`# ${title}`, "", new Date().toISOString(), "", "| | item | found |", "|---|---|---|"];
  writeReport(file, `${[...head, ...rows].join("\n")}\n`);
}
