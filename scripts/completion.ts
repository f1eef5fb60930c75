/** `andamio completion`: what makes a shell complete verbs, flags, environments and components. */

import { PlatformError } from "../platform/errors.ts";
import { listWords } from "./lib/completion-words.ts";
import type { Call, Verb } from "./lib/verb.ts";

export const completion: Verb = {
  usage: "completion bash|zsh|fish",
  about: "Prints a script for your shell, which then completes verbs, flags, environments and components.",
  flags: {},
  examples: [
    ["completion bash", "append it to ~/.bashrc"],
    ["completion zsh", "append it to ~/.zshrc, after compinit"],
    ["completion fish", "~/.config/fish/completions/andamio.fish"],
  ],
  takes: "command",
  changes: false,
  run,
};

const scripts: Readonly<Record<string, string>> = {
  bash: `_andamio() {
  local IFS=$'\\n'
  COMPREPLY=($(andamio completion words -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
}
complete -F _andamio andamio`,
  zsh: `_andamio() {
  local -a found
  found=("\${(@f)$(andamio completion words -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  compadd -a found
}
compdef _andamio andamio`,
  fish: `function __andamio
  andamio completion words -- (commandline -opc)[2..] (commandline -ct) 2>/dev/null
end
complete -c andamio -f -a '(__andamio)'`,
};

async function run({ root, names: [shell = ""], command, output }: Call): Promise<number> {
  if (shell === "words") {
    const words = await listWords(root, command);
    output.document({ words }, words.join("\n"));
    return 0;
  }
  if (command.length > 0) {
    throw new PlatformError("usage", `completion does not know what to do with "${command[0]}"`, { hint: `andamio completion ${shell}` });
  }
  const script = Object.hasOwn(scripts, shell) ? scripts[shell] : undefined;
  if (script === undefined) {
    const hint = `shells: ${Object.keys(scripts).join(", ")}`;
    throw new PlatformError("usage", `there is no completion for "${shell}"`, { hint });
  }
  output.document({ shell, script }, script);
  return 0;
}
