/** Which variables the words of a simple command of a shell set and take away. */

export interface Assignments {
  assigned: readonly (readonly [name: string, value: string])[];
  /** Variables that it does not get. */
  removed: readonly string[];
}

const assigner = /^(.*\/)?(env|export|declare|typeset|readonly|local)$/;
const assignment = /^([A-Za-z_]\w*)\+?=(.*)$/s;

/** Words that stand before a program without being one. */
const leading = new Set([
  ...["if", "then", "else", "elif", "do", "while", "until", "!", "{", "time", "exec", "command"],
  ...["builtin", "nohup", "setsid", "coproc", "sudo", "tini", "dumb-init", "catatonit", "--"],
]);

/** What a shell would fill in, as text that is known to nobody: `${$NAME}` is no reference. */
export const hide = (name: string): string => `\${$${name.replaceAll(/[{}]/g, "")}}`;

/** Before a program, and after `env` or `export`. */
export function readAssigned(words: readonly string[]): Assignments {
  if (words[0] === "unset") return { assigned: [], removed: words.slice(1) };
  const assigned: [string, string][] = [];
  const removed: string[] = [];
  let isOpen = true;
  words.forEach((word, at) => {
    const [, name, value = ""] = assignment.exec(word) ?? [];
    const gone = removedName(word, words[at - 1]);
    if (isOpen && gone !== undefined) removed.push(gone);
    else if (isOpen && name !== undefined) {
      assigned.push([name, /\$(\(|$)/.test(value) ? hide(name) : value]);
    } else isOpen = staysOpen(word, isOpen);
  });
  return { assigned, removed };
}

/** `env -u NAME`. */
function removedName(word: string, before = ""): string | undefined {
  if (/^(-u|--unset)$/.test(before)) return word;
  return word.startsWith("--unset=") ? word.slice("--unset=".length) : undefined;
}

function staysOpen(word: string, isOpen: boolean): boolean {
  if (assigner.test(word)) return true;
  return isOpen && (leading.has(word) || word.startsWith("-"));
}

/** The words of a simple command from its program on. */
export function dropLeading(words: readonly string[]): readonly string[] {
  const first = words.findIndex((word) =>
    !leading.has(word) && !assignment.test(word) && word !== "env" && !word.startsWith("-"));
  return first === -1 ? [] : words.slice(first);
}
