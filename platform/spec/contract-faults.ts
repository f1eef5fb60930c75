/** What the readers of a schema of variables share: how a fault is told, and what an object is. */
import type { Pointer } from "./node.ts";

export type Json = Readonly<Record<string, unknown>>;

/** Tells what is wrong at a place of the file. */
export type Refuse = (at: Pointer, message: string, help: string) => void;

export function isJson(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
