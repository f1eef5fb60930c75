/** Commands for a shell that are put together from texts. */

import { readBuilt } from "./built-text.ts";
import { type Call, makeRule, type Node, readCallee } from "./make-rule.ts";

const shells = /^(\/bin\/|\/usr\/bin\/)?(sh|bash|dash|zsh|cmd|powershell|pwsh)$/;
const modules = new Set(["child_process", "childProcess", "cp", "child"]);

export const shellInjection = makeRule("a shell runs what is put together from texts: give the words as a list", (report) => ({
  CallExpression(call) {
    const text = findCommand(call);
    if (text && readBuilt(text) !== undefined) report(text);
  },
}));

/** What a shell will read. */
function findCommand(call: Call): Node | undefined {
  const { name = "", of } = readCallee(call);
  const [program, words] = call.arguments;
  const isOurs = of === undefined || modules.has(of);
  if (isOurs && /^exec(Sync)?$/.test(name)) return program;
  if (!/^(spawn|spawnSync|execFile|execFileSync)$/.test(name)) return undefined;
  return call.arguments.some(hasShell) ? program : findScript(program, words);
}

/** What follows `-c` of a shell. */
function findScript(program: Node | undefined, words: Node | undefined): Node | undefined {
  const isShell = program?.type === "Literal" && shells.test(String(program.value));
  if (!isShell || words?.type !== "ArrayExpression") return undefined;
  const at = words.elements.findIndex((one) => one?.type === "Literal" && one.value === "-c");
  return at === -1 ? undefined : (words.elements[at + 1] ?? undefined);
}

function hasShell(node: Node): boolean {
  return node.type === "ObjectExpression" && node.properties.some((one) =>
    one.type === "Property" && one.key.type === "Identifier" && one.key.name === "shell"
    && !(one.value.type === "Literal" && one.value.value === false));
}
