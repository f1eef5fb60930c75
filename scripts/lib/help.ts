/** The help pages, each of which fits a terminal of 80 columns and 24 lines. */

import { commonFlags, type Flag, type Verb } from "./verb.ts";
import { type Group, verbs } from "./verbs.ts";
import { wrap } from "./wrap.ts";

/** What `andamio help` says. */
export function describeProgram(): string {
  return [
    "andamio VERB [ENV] [NAME…]   one YAML file per environment, brought to life",
    "",
    ...inGroup("every day").map(([name, { summary }]) => `  ${name.padEnd(10)}${summary}`),
    "",
    ...others.map((group) => `  ${`${group}:`.padEnd(10)} ${namesIn(group)}`),
    "",
    "ENV is a file of environments/, dev if none is named; NAME a component of it.",
    "Everywhere: -e or --environment ENV, --json for programs, -h or --help.",
    "",
    "npx andamio VERB --help explains a verb and gives examples. Exit codes: 0 done,",
    "1 failed, 2 your input is wrong, 3 something would change (preview --exit-code).",
  ].join("\n");
}

const others = ["operate", "check", "deploy", "language"] as const;

function inGroup(group: Group) {
  return Object.entries(verbs).filter((entry) => entry[1].group === group);
}

function namesIn(group: Group): string {
  return inGroup(group).map(([name]) => name).join(" ");
}

/** What `andamio VERB --help` says. */
export function describeVerb(verb: Verb): string {
  const width = Math.max(...verb.examples.map(([command]) => command.length)) + 2;
  return [
    `andamio ${verb.usage}`,
    "",
    wrap(verb.about, 80, ""),
    "",
    ...describeFlags({ ...verb.flags, ...commonFlags }),
    "",
    "Examples",
    ...verb.examples.map(([command, does]) => `  npx andamio ${command.padEnd(width)}${does}`),
  ].join("\n");
}

function describeFlags(flags: Readonly<Record<string, Flag>>): string[] {
  return Object.entries(flags).map(([name, { short, value, about }]) => {
    const long = value === undefined ? `--${name}` : `--${name} ${value}`;
    return `  ${short === undefined ? "    " : `-${short}, `}${long.padEnd(20)}${about}`;
  });
}
