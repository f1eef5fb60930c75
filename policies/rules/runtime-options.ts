/** Options of a runtime open no debugger and load no code. */
import { readShell } from "../../platform/spec/read-command.ts";
import { listPrograms, listWords, plainText, type Program, type Variable } from "../programs.ts";
import type { Complaint, Judged, Rule } from "../rule.ts";

const java = /^-(agentlib|agentpath|javaagent|xrun|xdebug|xbootclasspath)/i;

/** Words that are refused, by the variable whose words they are. */
const refused: Readonly<Record<string, RegExp>> = {
  NODE_OPTIONS:
    /^(--(inspect|debug|require|import|eval|print|loader|experimental-loader|env-file|experimental-config-file)(-|=|$)|-[rep])/,
  BUN_OPTIONS: /^(--(inspect|preload|require|import|eval|print)(-|=|$)|-[rep])/,
  ...{ JAVA_TOOL_OPTIONS: java, JDK_JAVA_OPTIONS: java, _JAVA_OPTIONS: java, JAVA_OPTS: java },
  ...{ RUBYOPT: /^-[rd]|^--debug/, PERL5OPT: /^-[dMm]/ },
  ...{ PYTHONINSPECT: /./, PYTHONSTARTUP: /./, PYTHONBREAKPOINT: /^(?!0$)/ },
  ...{ LD_PRELOAD: /./, LD_AUDIT: /./, BASH_ENV: /./ },
};

/** In a command a program's own modules are loaded openly; a debugger is not one of them. */
const debuggers = /^(--inspect(-|=|$)|-agentlib:jdwp|-xrunjdwp|debugpy$|pdb$|--remote-debugging-port)/i;

export const runtimeOptions: Rule = {
  name: "runtime-options",
  about: "NODE_OPTIONS and its like (JAVA_TOOL_OPTIONS, PYTHONSTARTUP, LD_PRELOAD …) open no debugger and load no code, and no command starts a debugger.",
  why: "Who reaches a debugger runs any code; code that is loaded from outside the image was reviewed by nobody.",
  levels: { dev: "off", staging: "advisory", prod: "mandatory" },
  check: ({ environment }) =>
    listPrograms(environment).flatMap((program) => [
      ...[...program.variables.values()].flatMap((variable) =>
        checkVariable(variable, program, environment),
      ),
      ...checkWords(program),
    ]),
  wrong: { envGroups: { app: { NODE_OPTIONS: "--inspect=0.0.0.0:9229" } } },
  right: { envGroups: { app: { NODE_OPTIONS: "--max-old-space-size=512" } } },
};

function checkVariable(
  { name, text, at }: Variable, program: Program, environment: Judged,
): Complaint[] {
  const pattern = Object.hasOwn(refused, name) ? refused[name] : undefined;
  if (!pattern) return [];
  const plain = plainText(text, environment);
  const fix = `${name} without it, or an image that has it`;
  const complain = (reason: string) => [{ at, component: program.name, reason, fix }];
  if (plain === undefined) return complain(`what ${name} holds cannot be known`);
  const found = readWords(plain).find((word) => pattern.test(word));
  return found === undefined ? [] : complain(`${name} has ${found.split("=")[0]}`);
}

/** Node takes an underscore in a name for a dash. */
function readWords(text: string): string[] {
  const words = readShell(text).programs.flatMap((one) => one.words);
  return words.map((word) => /^--/.test(word) ? word.replace(/^[^=]+/, (name) => name.replaceAll("_", "-")) : word);
}

function checkWords(program: Program): Complaint[] {
  const found = listWords(program).find((word) => debuggers.test(word));
  if (found === undefined) return [];
  const reason = `its command starts a debugger: ${found.split("=")[0]}`;
  return [{ at: [...program.at, "command"], reason, fix: "the command without it" }];
}
