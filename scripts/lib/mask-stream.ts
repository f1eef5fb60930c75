/** Puts the mask before a stream: what the command line writes itself, and what it passes on. */

import { Writable } from "node:stream";

import { maskSecrets, openByteMask } from "../../platform/masking/known-secrets.ts";

/** The same stream, in whose writes no secret shows. Each write is a text that is whole. */
export function maskStream(stream: NodeJS.WriteStream): NodeJS.WriteStream {
  const write = (chunk: Uint8Array | string, ...rest: never[]): boolean =>
    stream.write(typeof chunk === "string" ? maskSecrets(chunk) : chunk, ...rest);
  return new Proxy(stream, {
    get: (target, key) => {
      if (key === "write") return write;
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === "function" ? (value.bind(target) as unknown) : value;
    },
  });
}

/**
 * Takes a program's output in any chunks and writes it masked. Ends without ending the stream
 * below it.
 */
export function maskOutput(stream: NodeJS.WritableStream): Writable {
  const mask = openByteMask();
  const pass = (text: string, done: () => void): void => {
    if (text === "") done();
    else stream.write(Buffer.from(text, "latin1"), () => done()); // a reader that went away is handled elsewhere
  };
  return new Writable({
    decodeStrings: true,
    write: (chunk: Buffer, _encoding, done) => pass(mask.push(chunk.toString("latin1")), done),
    final: (done) => pass(mask.flush(), done),
  });
}
