/**
 * The command line as a whole: finds the verb, hands it its call, and turns whatever happens into
 * output and an exit code.
 */

import { readFileSync } from "node:fs";
import { resolve } from "node:path";

import { exitCodeOf, PlatformError } from "../../platform/errors.ts";
import { forgetSecrets } from "../../platform/masking/known-secrets.ts";
import { findVerb, parseCall } from "./arguments.ts";
import { explainFullDisk, reportError } from "./errors.ts";
import { watchInterrupts } from "./interrupts.ts";
import { createOutput, type Output } from "./output.ts";
import { describeChoice } from "./suggest.ts";
import type { Verb } from "./verb.ts";
import { verbs } from "./verbs.ts";

interface Streams {
  stdout: NodeJS.WriteStream;
  stderr: NodeJS.WriteStream;
}

/** Runs one command line; gives the exit code. */
export async function runCommandLine(
  words: readonly string[], root: string, { stdout, stderr }: Streams = process,
): Promise<number> {
  forgetSecrets();
  const output = createOutput(wantsJson(words), stdout, stderr);
  const reader = outliveReader(output);
  const interrupts = watchInterrupts();
  try {
    const code = await dispatch(words, root, output, interrupts.signal, reader);
    return interrupts.exitCode() ?? code;
  } catch (thrown) {
    const error = await explainFullDisk(thrown, root);
    const code = interrupts.exitCode();
    if (code === undefined || !isExpectedAfterInterrupt(error)) {
      await reportError(error, output, root);
    }
    return code ?? exitCodeOf(error);
  } finally {
    interrupts.stop();
  }
}

async function dispatch(
  words: readonly string[], root: string, output: Output, signal: AbortSignal, reader: Reader,
): Promise<number> {
  const { verb: name, rest } = findVerb(words);
  if (name === undefined || name === "help") {
    return showHelp(rest, name, output);
  }
  const verb = await loadVerb(name);
  const { listEnvironments } = await import("../../platform/environment.ts");
  const deployed = verb.withoutFile ? await listDeployed(root) : [];
  const environments = [...listEnvironments(root).map((one) => one.name), ...deployed];
  const parsed = parseCall(name, verb, rest, environments);
  if (parsed.flags.help === true) {
    return showVerb(name, verb, output);
  }
  reader.needed = !verb.changes;
  return verb.run({ root, verb: name, ...parsed, output, signal });
}

/** Loads what reads states only for the verbs that work without a file. */
async function listDeployed(root: string): Promise<string[]> {
  const { listRecordedNames } = await import("./recorded/names.ts");
  return listRecordedNames(root);
}

async function showHelp(
  rest: readonly string[], name: string | undefined, output: Output,
): Promise<number> {
  const { describeProgram } = await import("./help.ts");
  if (rest.includes("--version") || rest.includes("-v")) {
    output.result({ version: readVersion() }, readVersion());
    return 0;
  }
  const topic = rest.find((word) => !word.startsWith("-"));
  if (name === "help" && topic !== undefined) {
    return showVerb(topic, await loadVerb(topic), output);
  }
  const unknown = rest.find((word) => word.startsWith("-") && !["-h", "--help", "--json"].includes(word));
  if (unknown !== undefined) {
    throw new PlatformError("usage", `${unknown} needs a verb before it`, { hint: "andamio help" });
  }
  const summaries = Object.entries(verbs).map(([verb, { summary }]) => [verb, summary]);
  output.result({ verbs: Object.fromEntries(summaries) as unknown }, describeProgram());
  return 0;
}

async function showVerb(name: string, verb: Verb, output: Output): Promise<number> {
  const { describeVerb } = await import("./help.ts");
  const { usage, about, flags, examples } = verb;
  const commands = examples.map(([command]) => command);
  output.result({ verb: name, usage, about, flags, examples: commands }, describeVerb(verb));
  return 0;
}

/** Throws `usage`. */
function loadVerb(name: string): Promise<Verb> {
  const entry = Object.hasOwn(verbs, name) ? verbs[name] : undefined;
  if (entry === undefined) {
    throw new PlatformError("usage", `there is no verb "${name}"`, { hint: describeChoice(name, [...Object.keys(verbs), "help"], "verbs") });
  }
  return entry.load();
}

/** Before the words are parsed, so that a fault in them is told in the form that was asked for. */
function wantsJson(words: readonly string[]): boolean {
  const end = words.indexOf("--");
  return words.slice(0, end === -1 ? undefined : end).includes("--json");
}

interface Reader {
  /** Whether there is nothing left to do without one. */
  needed: boolean;
}

/** A reader or terminal may go away (`andamio logs | head`); what changes things goes on. */
function outliveReader({ stdout, stderr }: Output): Reader {
  const reader = { needed: true };
  for (const stream of [stdout, stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE" && error.code !== "EIO") throw error;
      if (reader.needed) process.exit(0);
    });
  }
  return reader;
}

function isExpectedAfterInterrupt(error: unknown): boolean {
  return error instanceof Error && (error.name === "AbortError" || ("code" in error && error.code === "interrupted"));
}

function readVersion(): string {
  const { version } = JSON.parse(readFileSync(resolve(import.meta.dirname, "../../package.json"), "utf8")) as { version: string };
  return version;
}
