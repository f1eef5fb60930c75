/** What a pipeline's store of secrets and variables must be able to do. */

export type Kind = "secrets" | "variables";
export type Texts = Readonly<Record<string, string>>;

export interface Pipeline {
  /** Names that are there, ours and others'. */
  list(kind: Kind): Promise<readonly string[]>;
  /** Makes or replaces one. */
  put(kind: Kind, name: string, value: string): Promise<void>;
  /** One that is gone is no fault. */
  remove(kind: Kind, name: string): Promise<void>;
}
