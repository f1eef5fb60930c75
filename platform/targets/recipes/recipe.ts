/** How a store runs in a container: text alone. Knows no target. */
import type { Store } from "../primitives.ts";

/** What of a store decides how it runs. */
export type StoreWish = Pick<
  Store,
  "engine" | "version" | "port" | "settings" | "database" | "cache"
>;

/**
 * The root of its files may be read-only: it writes below `dataPath` and `/tmp`. It ends well on
 * SIGTERM.
 */
export interface StoreContainer {
  image: string;
  /** User, and group, of the image that its programs run as; never root. */
  user: number;
  /** Where the kept data must be. */
  dataPath: string;
  /** Where the file with the password must be, for `user` to read. */
  passwordFile: string;
  /**
   * The whole command line, whatever entrypoint the image has. It makes the data when there is
   * none, runs the server and lets the user in by the password of the file: a new password is a new
   * start, and data of an earlier life are taken over in the same way.
   */
  command: readonly string[];
  /** Ends with 0 when it answers, and its user gets in. */
  health: readonly string[];
  /** How long it may take to end. */
  graceSeconds: number;
}

export type Recipe = (wish: StoreWish) => StoreContainer;

export const passwordFile = "/run/secrets/password";

/** One word for a shell. */
export function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
