/** Bytes of a file → text, or the fault that keeps it from being read. */
import type { Fault } from "./faults.ts";
import { makeSource, type Source } from "./source.ts";

/** The most that a file of the specification may hold, in bytes. */
export const maximumBytes = 1_000_000;

export interface Decoded {
  source: Source;
  faults: Fault[];
}

export function decode(file: string, bytes: Uint8Array): Decoded {
  try {
    const source = makeSource(file, new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    return { source, faults: findControls(source) };
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    return refuseBytes(file, bytes);
  }
}

/** For a file that is not even read. */
export function refuseSize(file: string, bytes: number): Decoded {
  const source = makeSource(file, "");
  const message = `the file holds ${(bytes / 1e6).toFixed(1)} MB, and at most 1 MB is read`;
  return {
    source,
    faults: [
      {
        code: "too-big",
        message,
        span: { source, start: 0, end: 1 },
        help: "hint: an environment is a page or two; data belongs elsewhere",
      },
    ],
  };
}

/** For a file that this user may not read. */
export function refuseUnreadable(file: string): Decoded {
  return refuse(file, "unreadable", "the file cannot be read", `hint: chmod u+r ${file}`);
}

/** For what has a file's name and is none: a folder, a pipe, a link in a circle or to nothing. */
export function refuseOdd(file: string): Decoded {
  const message = "this is not a regular file, or a link that leads to none";
  return refuse(file, "not-a-file", message, "hint: replace it by a file, or remove it");
}

/** For a link whose end is not the project's: its text is not shown. */
export function refuseLink(file: string): Decoded {
  const message = "this link leads out of the project";
  return refuse(file, "outside", message, "hint: copy the file into environments/");
}

function refuse(file: string, code: string, message: string, help: string): Decoded {
  const source = makeSource(file, "");
  return { source, faults: [{ code, message, span: { source, start: 0, end: 1 }, help }] };
}

function refuseBytes(file: string, bytes: Uint8Array): Decoded {
  // what can be read is shown, with the wrong bytes replaced
  const source = makeSource(file, new TextDecoder("utf-8").decode(bytes));
  const start = Math.max(0, source.text.indexOf("\uFFFD"));
  const fault = {
    code: "not-utf8",
    message: "this is not UTF-8",
    span: { source, start, end: start + 1 },
    help: "hint: save the file as UTF-8",
  };
  return { source, faults: [fault] };
}

const control = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g;

function findControls(source: Source): Fault[] {
  return [...source.text.matchAll(control)].slice(0, 20).map((match) => ({
    code: "bad-character",
    message: `character ${JSON.stringify(match[0]).slice(1, -1)} cannot stand in a file`,
    span: { source, start: match.index, end: match.index + 1 },
    help: "hint: remove it",
  }));
}
