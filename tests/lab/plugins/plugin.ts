/** What a stand-in for an official provider plugin has to be able to do. */

export type Props = Record<string, unknown>;

/** What stands for a value that a preview cannot know. */
export const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export interface Asked {
  type: string;
  name: string;
  id: string;
  inputs: Props;
  /** What was returned last. */
  state: Props;
  oldInputs: Props;
  preview: boolean;
  /** None when 0. */
  timeoutSeconds: number;
  ignored: readonly string[];
}

export interface Change {
  path: string;
  kind: "add" | "delete" | "update";
  replaces: boolean;
}

export interface Made {
  id: string;
  state: Props;
}

export interface Plugin {
  configure(config: Props): Promise<void>;
  check(asked: Asked): Promise<Props>;
  diff(asked: Asked): Promise<{ changes: readonly Change[]; deleteBeforeReplace: boolean }>;
  create(asked: Asked): Promise<Made>;
  update(asked: Asked): Promise<Made>;
  /** What is really there; `undefined` when it is gone. */
  read(asked: Asked): Promise<(Made & { inputs: Props }) | undefined>;
  remove(asked: Asked): Promise<void>;
}

/** It was made, but is not what it should be: the engine keeps it and tries again. */
export class NotReady extends Error {
  readonly made: Made;
  constructor(message: string, made: Made) {
    super(message);
    this.made = made;
  }
}
