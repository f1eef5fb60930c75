/** Values that are known later, and what follows from using one. */
import { createHash } from "node:crypto";

/** The value of one output of one declared resource, known when that resource exists. */
export interface Ref {
  $ref: string;
  output: string;
  secret: boolean;
}

/** Text with values inside that are known later. */
export interface Join {
  $join: readonly (string | Ref)[];
}

/**
 * The first ten hexadecimal digits of the SHA-256 of what is inside: for a name that changes with
 * it.
 */
export interface Digest {
  $digest: unknown;
}

/** What becomes of a Digest once all that is inside is known. */
export function shortDigest(inside: unknown): string {
  return createHash("sha256").update(JSON.stringify(inside)).digest("hex").slice(0, 10);
}

/** A name that changes with what it stands for. */
export interface DigestName {
  $join: readonly (string | Digest)[];
}

/**
 * A secret whose value the program reads when it runs (`from` of the kind Secret): it is never part
 * of a declaration.
 */
export interface Source {
  $source:
    | { variable: string }
    | { file: string }
    | { config: string }
    | { sops: string; key?: string }
    | { command: readonly string[] };
  /** Who asks, for the message when it is absent. */
  secret: string;
}

export type Text = string | Ref | Join;

/** What a file holds: a text, or bytes. */
export type Content = Text | { base64: Text };

/** A binding as the content of a file. */
export function contentOf({ value, binary }: Pick<Binding, "value" | "binary">): Content {
  return binary ? { base64: value } : value;
}

export interface Mount {
  /** Name of a `volume`. */
  volume: string;
  /** Absolute in the image, or below the program's `workdir`. */
  path: string;
  readOnly?: boolean;
  /** Whether several components have it. */
  shared?: boolean;
}

/** Name of the `volume` that a component has for itself. */
export function ownVolume(component: string): string {
  return `${component}-data`;
}

/** A unit and the port on which it is talked to. */
export interface Peer {
  unit: string;
  port: number;
}

/** A value that one component offers to others, and all that follows from using it. */
export interface Binding {
  value: Text;
  /** Whether showing the value would show a secret. */
  secret: boolean;
  /** Whether the value is bytes in base64, for a file alone. */
  binary?: boolean;
  /** Whom who uses the value will talk to: start order and network rules follow from it. */
  peer?: Peer;
  /** The volume that who uses the value must have at hand. */
  mount?: Mount;
  /** Whether what it leads to runs elsewhere, so that who uses it must get out. */
  external?: boolean;
  /** Identity of the data behind the value: a Job runs again when it changes. */
  data?: Ref;
}
