/** Tells what went wrong in the engine in the words of the project. Loads no Pulumi. */
import { PlatformError } from "../../../platform/errors.ts";
import { describeDiskFault } from "../disk.mjs";
import type { EngineEvent } from "./events.ts";
import { lostPassphrase } from "./lost-passphrase.ts";

interface Failure {
  environment: string;
  /** Folder of its state when it is one of this machine. */
  folder?: string;
  /** What the engine printed. */
  output: string;
  events: readonly EngineEvent[];
  cause: unknown;
}

/** What the engine is known to say, and what it means here. */
const known: readonly (readonly [
  RegExp,
  (environment: string, match: RegExpExecArray, folder?: string) => PlatformError,
])[] = [
  [
    /the stack is currently locked by[^\n]*\n\s*(?<who>[^\n]*)/,
    (environment, { groups }) =>
      new PlatformError("locked", `${environment} is being changed: ${groups?.who}`, {
        hint: "wait until it has ended",
      }),
  ],
  [
    /Another update is currently in progress/,
    (environment) =>
      new PlatformError("locked", `${environment} is being changed by somebody else`, {
        hint: "wait until it has ended",
      }),
  ],
  [
    /incorrect passphrase|passphrase must be set|decrypting secret value/,
    (environment, _, folder) => lostPassphrase({ environment, folder, project: "andamio" }),
  ],
  [
    /install resource plugin 'pulumi-resource-(?<plugin>[\w-]+)' at version v(?<version>[\d.]+)/,
    (_, { groups: { plugin, version } = {} }) =>
      new PlatformError(
        "tool_missing",
        `Pulumi's plugin ${plugin} ${version} is not there, and cannot be downloaded here`,
        {
          hint: `where there is a network: pulumi plugin install resource ${plugin} v${version}; or put pulumi-resource-${plugin} on PATH`,
        },
      ),
  ],
];

const noRoom = /no space left on device|disk quota exceeded|read-only file system/i;
const makeRoom = "make room, and type the same command again";
/** What was under way when something else failed, in the words of Go and gRPC. */
const consequence = /\bcontext canceled$/;
const goOn = "type the same command again when that is mended: it goes on from here";

export function explainFailure(
  { environment, folder, output, events, cause }: Failure,
): PlatformError {
  for (const [pattern, explain] of known) {
    const match = pattern.exec(output);
    if (match) return explain(environment, match, folder);
  }
  const violations = events.filter((event) => event.kind === "policy" && event.mandatory);
  if (violations.length > 0) return explainViolations(environment, violations, cause);
  const { own, told } = listCauses(events);
  const [message, hint] = splitHint(told.length > 0 ? told.join("\n") : lastLines(output));
  const failed = own ? message : "";
  const full = explainFullDisk({ environment, output, failed });
  if (full !== undefined) return full;
  const next = noRoom.test(output) ? makeRoom : goOn;
  return new PlatformError("engine_failed", message, { hint: hint ?? next, cause });
}

/** What resources say, and without a word of theirs what the engine says. */
function listCauses(events: readonly EngineEvent[]): { own: boolean; told: string[] } {
  const faults = events
    .filter((event) => event.kind === "diagnostic")
    .filter(({ severity }) => severity === "error");
  const causes = faults.filter(({ message }) => !consequence.test(message));
  const shown = causes.length > 0 ? causes : faults;
  const named = shown.filter(({ name }) => name !== undefined);
  const told = (named.length > 0 ? named : shown).map(
    ({ name, message }) => (name ? `${name}: ` : "") + message,
  );
  return { own: named.length > 0, told: [...new Set(told)] };
}

/** The state's, unless it is what `failed` of a component. */
function explainFullDisk(
  { environment, output, failed }: Pick<Failure, "environment" | "output"> & { failed: string },
): PlatformError | undefined {
  const [room] = noRoom.exec(output) ?? [];
  if (room === undefined || noRoom.test(failed)) return undefined;
  const message = `the state of ${environment} cannot be written: ${room}`;
  return new PlatformError("engine_failed", message, { hint: makeRoom });
}

function explainViolations(
  environment: string,
  violations: readonly EngineEvent[],
  cause: unknown,
): PlatformError {
  const lines = violations.map((event) =>
    event.kind === "policy" ? `  ${event.rule}: ${event.message}` : "",
  );
  const message = `${environment} breaks the rules, and nothing was changed:\n${lines.join("\n")}`;
  const hint = `andamio validate ${environment}`;
  return new PlatformError("policy_violated", message, { hint, cause });
}

/** A clone that cannot be written is the user's to mend; anything else stays what it is. */
export function explainWrite(error: unknown, root: string): unknown {
  const reason = describeDiskFault(error);
  if (!reason) return error;
  return new PlatformError("engine_failed", `${root}/.andamio cannot be written: ${reason}`, {
    hint: "make room, or put the project where you can write; then type the same command again",
    cause: error,
  });
}

/** A provider's message may end with a line `hint: …`. */
function splitHint(text: string): [string, string | undefined] {
  const [, message = text, hint] = /^([\s\S]*?)\n\s*hint: ([\s\S]*)$/.exec(text) ?? [];
  return [message, hint];
}

function lastLines(output: string): string {
  const lines = output.split("\n").filter((line) => line.trim() !== "");
  const errors = lines
    .filter((line) => line.startsWith("error: "))
    .map((line) => line.slice("error: ".length));
  return (
    (errors.length > 0 ? errors : lines.slice(-5)).join("\n") || "the engine ended without a word"
  );
}
