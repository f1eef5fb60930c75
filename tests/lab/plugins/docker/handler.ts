/** What each kind of resource of a daemon has to be able to do, as the official plugin does it. */
import type Docker from "dockerode";

import type { Made, Props } from "../plugin.ts";

export interface Handler {
  /** What fields of the items of a list are when they are not given. */
  itemDefaults?: Readonly<Record<string, Props>>;
  /** Outputs that only the daemon knows. */
  computed: readonly string[];
  create(docker: Docker, inputs: Props): Promise<Made>;
  update(docker: Docker, id: string, inputs: Props, before: Props): Promise<Made>;
  /** The inputs that were asked for as they are now, and the outputs. */
  read(
    docker: Docker,
    id: string,
    inputs: Props,
  ): Promise<{ inputs: Props; outputs: Props } | undefined>;
  remove(docker: Docker, id: string, state: Props): Promise<void>;
}

/** The daemon's answer for what is not there is `undefined`. */
export async function unlessMissing<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if ((error as { statusCode?: number }).statusCode === 404) return undefined;
    throw error;
  }
}

/** What the daemon said, without the client's ornaments. */
export function explain(what: string, error: unknown): string {
  const { json, message } = error as { json?: { message?: string }; message?: string };
  return `${what}: ${json?.message ?? message}`;
}

export function labelsOf(labels: unknown): Record<string, string> {
  const list = (labels ?? []) as { label: string; value: string }[];
  return Object.fromEntries(list.map(({ label, value }) => [label, value]));
}

export function toLabels(labels: Record<string, string> | null | undefined): unknown[] {
  return Object.entries(labels ?? {}).map(([label, value]) => ({ label, value }));
}

/** Of the live values, those that were asked for. */
export function asAsked(inputs: Props, live: Props): Props {
  const found = Object.entries(live).filter(([key]) => inputs[key] !== undefined);
  return { ...inputs, ...Object.fromEntries(found) };
}
