/** Replaces every form of every known secret in a text, whole or in chunks, in one pass. */
import { type Automaton, buildAutomaton } from "./automaton.ts";
import { listForms, listRawForms } from "./forms.ts";

/** What stands where a secret stood. */
export const mask = "[secret]";

export interface MaskingStream {
  /** What of the text so far can be shown: the beginning of a secret is held back. */
  push(chunk: string): string;
  /** The rest, at the end of the text. */
  flush(): string;
}

export interface Masker {
  maskText(text: string): string;
  openStream(): MaskingStream;
}

/** With `bytes` a text is one character a byte, as a stream of unknown encoding has to be read. */
export function createMasker(values: Iterable<string>, { bytes = false } = {}): Masker {
  const all = [...values];
  const forms = all.flatMap(listForms);
  const raw = bytes ? [...forms.map(toBytes), ...all.flatMap(listRawForms)] : forms;
  const patterns = [...new Set(raw)];
  if (patterns.length === 0) return unmasked;
  const automaton = buildAutomaton(patterns);
  const openStream = () => createStream(automaton);
  return {
    openStream,
    maskText: (text) => {
      const stream = openStream();
      return stream.push(text) + stream.flush();
    },
  };
}

function toBytes(text: string): string {
  return Buffer.from(text).toString("latin1");
}

const unmasked: Masker = {
  maskText: (text) => text,
  openStream: () => ({ push: (chunk) => chunk, flush: () => "" }),
};

/** Offsets count from the start of what is held back. */
interface Interval {
  start: number;
  end: number;
  /** Its mask has been shown already. */
  shown: boolean;
}

function createStream(automaton: Automaton): MaskingStream {
  let held = "";
  let state = 0;
  let hidden: Interval[] = [];

  /** Shows everything before that offset, which no later match can reach. */
  const release = (to: number): string => {
    let text = "";
    let at = 0;
    const rest: Interval[] = [];
    for (const { start, end, shown } of hidden) {
      if (start >= to) {
        rest.push({ start: start - to, end: end - to, shown });
        continue;
      }
      text += held.slice(at, start) + (shown ? "" : mask);
      at = Math.min(end, to);
      if (end > to) rest.push({ start: 0, end: end - to, shown: true });
    }
    text += held.slice(at, to);
    held = held.slice(to);
    hidden = rest;
    return text;
  };

  return {
    push: (chunk) => {
      const from = held.length;
      held += chunk;
      for (let at = 0; at < chunk.length; at += 1) {
        state = automaton.next(state, chunk.charCodeAt(at));
        const length = automaton.matched(state);
        if (length > 0) hide(hidden, from + at + 1 - length, from + at + 1);
      }
      return release(held.length - automaton.open(state));
    },
    flush: () => {
      state = 0;
      return release(held.length);
    },
  };
}

/** Intervals that overlap become one. They come sorted by their ends. */
function hide(hidden: Interval[], start: number, end: number): void {
  const merged: Interval = { start, end, shown: false };
  for (;;) {
    const last = hidden.at(-1);
    if (last === undefined || last.end <= merged.start) break;
    merged.start = Math.min(merged.start, last.start);
    merged.shown = last.shown;
    hidden.pop();
  }
  hidden.push(merged);
}
