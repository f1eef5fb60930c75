/** What is asked of a build, and what comes of it. */

export interface Registry {
  username?: string;
  password?: string;
  /** Host, or host and folder, that is asked first for its images. */
  mirror?: string;
}

export interface ImageOrder {
  /** For messages. */
  name: string;
  /** Absolute path of the build's folder. */
  context: string;
  /** From the build's folder. */
  dockerfile: string;
  /** The last one when absent. */
  stage?: string;
  args: Readonly<Record<string, string>>;
  /** Takes the place of the Dockerfile's `ARG BASE_IMAGE`. */
  base?: string;
  /** A build that is made reuses no layer. */
  noCache: boolean;
  /** Where it is pushed, without a tag. */
  repository?: string;
  /** Further tags in the repository, which may move. */
  tags: readonly string[];
  push: boolean;
  /** By host, as image references have it. */
  registries: Readonly<Record<string, Registry>>;
  /** Of the Docker daemon; what Docker's own variables and context say when absent. */
  host?: string;
}

export interface Image {
  /** `repository@sha256:…` when it was pushed, else the ID of the local image. */
  reference: string;
  /** Changes when, and only when, what decides the result does. */
  digest: string;
  /** What had to be done: all false when it was there. */
  done: { built: boolean; pushed: boolean };
}

/** Someone who looks on. */
export interface Watch {
  /** Each line that the build prints. */
  onLine?(line: string): void;
  signal?: AbortSignal;
}
