/** What each resource of this machine must be able to do. */

/** Inputs with their secrets revealed: never returned to the engine. */
export type Inputs = { environment: string; component: string } & Record<string, unknown>;
export type Outputs = Record<string, unknown>;

export interface Handler {
  /**
   * Inputs that follow from the others and from what lies on the disk; they decide whether there is
   * a change.
   */
  check?(inputs: Inputs): Promise<Outputs>;
  /**
   * Makes it so, whatever was there before: it serves create and update, and may have been
   * interrupted at any point.
   */
  apply(name: string, inputs: Inputs, before?: Outputs): Promise<Outputs>;
  /**
   * The outputs that `apply` will give, for previews: changes nothing. What cannot be known is
   * `unknown`, and so is what is made from an input that is. Without it no output is known.
   */
  foresee?(name: string, inputs: Inputs, before?: Outputs): Promise<Outputs>;
  /** What is wrong with what is really there; `undefined` when nothing is. */
  observe(name: string, state: Inputs & Outputs): Promise<string | undefined>;
  /** Ends what runs; data stays. */
  remove(name: string, state: Inputs & Outputs): Promise<void>;
  secretOutputs?: readonly string[];
}
