/**
 * What the resource Store must know of an engine: how to make its data, run it, and let its user
 * in.
 */
import type { SystemUser } from "../../targets/local/system-user.ts";
import type { Unit } from "../../targets/local/unit.ts";
import type { ProbeTimes } from "../../targets/primitives.ts";

export interface StoreInputs {
  engine: string;
  version: string;
  /** Folder of the kept data. */
  volume: string;
  password: string;
  /** Port of the engine; `publish` may fix another one. */
  port: number;
  publish?: { port?: number };
  ready?: ProbeTimes;
  settings?: Readonly<Record<string, string>>;
  database?: { name: string; user: string };
  cache?: { persistence: "aof" | "none"; maxMemoryBytes: number; eviction: string };
}

/** Of those that nothing is said about. */
export const usualTimes: ProbeTimes = {
  intervalSeconds: 5,
  timeoutSeconds: 3,
  retries: 3,
  startPeriodSeconds: 60,
};

export interface Place {
  name: string;
  component: string;
  environment: string;
  port: number;
  /** Folder for its socket, which only its user may enter. */
  sockets: string;
  user?: SystemUser;
}

export interface StoreRecipe {
  /** Notes, once its server answers, that the data was made: without it, it is lost from now on. */
  mark(inputs: StoreInputs): void;
  /** Makes the data when there is none; an interrupted attempt leaves nothing that counts. */
  prepare(inputs: StoreInputs, place: Place): Promise<void>;
  unit(inputs: StoreInputs, place: Place): Unit;
  /** Lets the user in, by this password. Idempotent: adoption and rotation are this too. */
  ensureAccess(inputs: StoreInputs, place: Place): Promise<void>;
  /** Whether the user gets in by this password, the way the programs do. */
  hasAccess(inputs: StoreInputs, port: number): Promise<boolean>;
}
