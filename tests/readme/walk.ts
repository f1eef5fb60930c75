/** Runs commands as they are printed, one after the other, in a clone that has nothing set up. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { stripVTControlCharacters } from "node:util";

import { afterAll, beforeAll, expect, test } from "vitest";

import { cloneHere, newcomersVariables } from "../e2e/newcomer.ts";
import { type Command, withoutComment } from "./commands.ts";

/** What a person does at a command besides typing it. */
export interface Deed {
  /** Before it, such as an edit that the text around it asks for. */
  before?: (folder: string) => void | Promise<void>;
  variables?: Readonly<Record<string, string>>;
  /** Standard input. */
  input?: string;
  /** On a terminal it asks so, and the input is the answer. */
  asks?: RegExp;
  /** Typed after it in the same shell, where it shows nothing by itself. */
  then?: string;
  /** It goes on until Ctrl-C, which is given when it has said so. */
  until?: RegExp;
  /** What it must say. */
  says?: RegExp;
  /** Besides 0 */
  code?: number;
}

export interface Walk {
  /** By the command without its comment; a list is for its first time, its second … */
  deeds: Readonly<Record<string, Deed | readonly Deed[]>>;
  /** Of all commands. */
  variables: Readonly<Record<string, string>>;
  /** Where the text means another place. */
  replace?: (text: string, folder: string) => string | Promise<string>;
  /** At the end. */
  leave: readonly string[];
}

export function takeWalk(
  commands: readonly Command[],
  { deeds, variables, replace, leave }: Walk,
): void {
  let folder: string;
  const type = (text: string, deed: Deed = {}) => runIn(folder, text, deed, variables);

  beforeAll(async () => {
    folder = await cloneHere();
  });

  afterAll(async () => {
    for (const text of leave) await type(text);
    rmSync(folder, { recursive: true, force: true });
  }, 600_000);

  const times = new Map<string, number>();
  for (const [index, command] of commands.entries()) {
    const bare = withoutComment(command);
    const time = times.get(bare) ?? 0;
    times.set(bare, time + 1);
    const deed = [deeds[bare] ?? {}].flat()[time] ?? {};
    const shell = commands
      .slice(0, index)
      .filter(({ text, block }) => block === command.block && /^(eval|export) /.test(text));
    test(command.text, async () => {
      await deed.before?.(folder);
      const text = (await replace?.(command.text, folder)) ?? command.text;
      const lines = [...shell.map((one) => one.text), text, ...(deed.then ? [deed.then] : [])];
      const { code, output } = await type(lines.join("\n"), deed);
      expect([0, deed.code ?? 0], output).toContain(code);
      if (deed.says) expect(output).toMatch(deed.says);
    }, 1_800_000);
  }
}

async function runIn(
  folder: string,
  text: string,
  { input = "", asks, until, variables: own = {} }: Deed,
  variables: Readonly<Record<string, string>>,
): Promise<{ code: number; output: string }> {
  const script = `set -e\n${text}\n`;
  const onTerminal = ["script", "-qec", `bash -c '${script.replaceAll("'", "'\\''")}'`, "/dev/null"];
  const words = asks ? onTerminal : ["bash", "-c", script];
  const [program, ...args] = words as [string, ...string[]];
  const env = { ...newcomersVariables(), ...variables, ...own };
  const child = spawn(program, args, { cwd: folder, env, stdio: "pipe", detached: true });
  let output = "";
  let isOver = false;
  let isAnswered = asks === undefined;
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (chunk: string) => {
      output += chunk;
      if (!isAnswered && asks?.test(output)) {
        isAnswered = true;
        child.stdin.end(input);
      }
      if (isOver || !until?.test(output)) return;
      isOver = true;
      process.kill(-child.pid!, "SIGINT");
    });
  }
  child.stdin.on("error", () => undefined); // who does not read it may have ended
  if (isAnswered) child.stdin.end(input);
  const [code] = (await once(child, "close")) as [number | null];
  return { code: isOver ? 0 : (code ?? 137), output: stripVTControlCharacters(output) };
}
