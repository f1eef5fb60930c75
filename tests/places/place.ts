/** Where a test deploys environments, and what is there as the place itself says. */
export interface Place {
  target: string;
  /** Fields of the file besides. */
  settings: Readonly<Record<string, unknown>>;
  /** Of an image besides. */
  image?(name: string): Readonly<Record<string, unknown>>;
  /** Components besides. */
  components?: Readonly<Record<string, object>>;
  /** Variables of whoever deploys. */
  variables: Readonly<Record<string, string>>;
  /** What runs of the project: the identities of processes, containers or pods, by component. */
  findRunning(root: string): Promise<Running>;
  /** Which volumes the project has, each with its folder on this machine, once it has one. */
  findVolumes(root: string): Promise<Volumes>;
  close?(): Promise<void>;
}

export type Running = Readonly<Record<string, readonly string[]>>;
export type Volumes = Readonly<Record<string, string | undefined>>;
