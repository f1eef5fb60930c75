/** Tells text from other bytes. */
import { isUtf8 } from "node:buffer";

/** What a variable of a program and the engine's state can hold as it is. */
export function isText(bytes: Buffer): boolean {
  return isUtf8(bytes) && !bytes.includes(0);
}
