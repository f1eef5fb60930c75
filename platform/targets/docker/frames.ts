/** What a container wrote, as the daemon sends it: each piece with a head of eight bytes. */

export interface Frame {
  /** 1 for stdout, 2 for stderr. */
  stream: number;
  bytes: Buffer;
}

const headBytes = 8;

/** Those that are whole, and the beginning of the next. */
export function takeFrames(raw: Buffer): { frames: Frame[]; rest: Buffer } {
  const frames: Frame[] = [];
  let at = 0;
  while (at + headBytes <= raw.length) {
    const end = at + headBytes + raw.readUInt32BE(at + 4);
    if (end > raw.length) break;
    frames.push({ stream: raw[at]!, bytes: raw.subarray(at + headBytes, end) });
    at = end;
  }
  return { frames, rest: raw.subarray(at) };
}

/** All that was written, of both streams. */
export function textOf(raw: Buffer): string {
  return Buffer.concat(takeFrames(raw).frames.map(({ bytes }) => bytes)).toString();
}
