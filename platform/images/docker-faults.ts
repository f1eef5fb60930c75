/** Turns what Docker printed when it failed into one clear error with what to do. Pure. */
import { type ErrorCode, PlatformError } from "../errors.ts";

export interface Failure {
  words: readonly string[];
  lines: readonly string[];
  code: number | null;
  /** Of the image that was worked on. */
  name: string;
  /** The daemon's address, when one was given. */
  host?: string;
}

interface Rule {
  says: RegExp;
  code: ErrorCode;
  message(failure: Failure, found: RegExpExecArray): string;
  hint?: string | ((failure: Failure) => string);
}

export const credentialsHint =
  "registries: { HOST: { username, password: \"${NAME.value}\" } }, or docker login HOST";

/** The first that fits. A step may print anything, so that a step that failed stands early. */
const rules: readonly Rule[] = [
  {
    says: /no space left on device/i,
    code: "build_failed",
    message: ({ name }) => `the disk of Docker is full: ${name} cannot be made`,
    hint: "docker system df shows what fills it; docker system prune removes what is not used",
  },
  {
    says: new RegExp(
      [
        /^The command '(?<old>.*)' returned a non-zero code: (?<oldCode>\d+)/,
        /executor failed running \[(?<kit>.*)\]: exit code: (?<kitCode>\d+)/,
        /process "(?<new>.*)" did not complete successfully: exit code: (?<newCode>\d+)/,
      ]
        .map(({ source }) => source)
        .join("|"),
      "m",
    ),
    code: "build_failed",
    message: (failure, { groups = {} }) => {
      const step = shortenStep(groups["old"] ?? groups["kit"] ?? groups["new"] ?? "");
      const code = groups["oldCode"] ?? groups["kitCode"] ?? groups["newCode"];
      return `a step of ${failure.name} exited with code ${code}: ${step}\n${lastLines(failure)}`;
    },
  },
  {
    says: /permission denied while trying to connect to the docker/i,
    code: "not_running",
    message: (failure) => `you may not use the Docker daemon at ${placeOf(failure)}`,
    hint: "add yourself to its group (sudo usermod -aG docker $USER), and log in again",
  },
  {
    says: /cannot connect to the docker daemon|failed to connect to the docker api|error during connect|unable to parse docker host|unable to resolve docker endpoint|command \[ssh/i,
    code: "not_running",
    message: (failure) => `no Docker daemon answers at ${placeOf(failure)}`,
    hint: ({ host }) =>
      host === undefined
        ? "start it (sudo systemctl start docker), and give the same command again"
        : "check that address: docker.host of the environment, else the variable DOCKER_HOST",
  },
  {
    says: /pull access denied|repository \S+ not found|manifest for \S+ not found|manifest unknown|: not found$/im,
    code: "build_failed",
    message: (failure) => `there is no image ${imageOf(failure)}, or it may not be seen`,
    hint: `check its name and tag; where the registry asks who you are: ${credentialsHint}`,
  },
  {
    says: /no basic auth credentials|unauthorized|authentication required|incorrect username or password|requested access to the resource is denied$/im,
    code: "tool_failed",
    message: (failure) => `the registry of ${imageOf(failure)} refuses the credentials`,
    hint: credentialsHint,
  },
  {
    says: /dial tcp|no such host|i\/o timeout|handshake|connection refused|request canceled|http response to https/i,
    code: "tool_failed",
    message: (failure) =>
      `the registry of ${imageOf(failure)} cannot be reached\n${lastLines(failure, 1)}`,
    hint: "check the network and the name; registries: { HOST: { mirror } } takes another way",
  },
];

export function explainDocker(failure: Failure): PlatformError {
  const text = failure.lines.join("\n");
  for (const { says, code, message, hint } of rules) {
    const found = says.exec(text);
    if (!found) continue;
    const help = typeof hint === "function" ? hint(failure) : hint;
    return new PlatformError(code, message(failure, found), { hint: help });
  }
  const { words, name, code } = failure;
  return new PlatformError(
    words[0] === "build" ? "build_failed" : "tool_failed",
    `docker ${words[0]} of ${name} exited with code ${code}\n${lastLines(failure)}`,
  );
}

function placeOf({ host }: Failure): string {
  return host ?? "its usual socket";
}

/** The image that a command names last; of a build its own name. */
function imageOf({ words, name }: Failure): string {
  return words[0] === "build" ? name : (words.at(-1) ?? name);
}

/** Without the shell that runs it. */
function shortenStep(step: string): string {
  const plain = step.replace(/^\/bin\/\w+ (?:-\w+ \S+ )*?-c /, "").replaceAll(/\s+/g, " ");
  return plain.length <= 100 ? plain : `${plain.slice(0, 99)}…`;
}

const noise =
  /^\s*$|^ ?-+> |^(Removing|Sending) |^DEPRECATED|BuildKit|buildx|^The command '|^-{3,}$/;

function lastLines({ lines }: Failure, count = 15): string {
  const telling = linesOfStep(lines).filter((line) => !noise.test(line));
  return telling
    .slice(-count)
    .map((line) => `  | ${line}`)
    .join("\n");
}

/** What the last step printed; BuildKit runs several at once, and numbers their lines. */
function linesOfStep(lines: readonly string[]): string[] {
  const failed = lines.findLast((line) => /^#\d+ ERROR/.test(line))?.split(" ")[0];
  if (failed === undefined) return lines.slice(lines.findLastIndex(isStep) + 1);
  return lines.flatMap((line) => {
    const [, number, text] = /^(#\d+) [\d.]+ (.*)/.exec(line) ?? [];
    return number === failed && text !== undefined ? [text] : [];
  });
}

function isStep(line: string): boolean {
  return /^Step \d/.test(line);
}
