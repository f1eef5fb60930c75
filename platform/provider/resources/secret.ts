/** A secret: generated once and kept in a file of its own, or read from outside at each deploy. */
import { randomBytes } from "node:crypto";
import { join } from "node:path";

import { readText, writePrivately } from "../../targets/local/files.ts";
import type { Handler } from "../handler.ts";
import { machineOf } from "../machine.ts";

interface SecretInputs {
  bytes?: number;
  format?: "base64url" | "hex";
  /** What was read from outside. */
  value?: string;
}

export const secret: Handler = {
  secretOutputs: ["value"],

  async apply(name, inputs, before) {
    const { bytes = 32, format = "base64url", value } = inputs as SecretInputs;
    if (value !== undefined) return { value };
    const file = fileOf(name, inputs);
    // the state still knows it when only the file is gone; what it opens lives on with the old
    // value
    const kept =
      readText(file) ??
      (before?.["value"] as string | undefined) ??
      randomBytes(bytes).toString(format);
    writePrivately(file, kept);
    return { value: kept };
  },

  async observe(name, state) {
    if (state["bytes"] === undefined) return undefined;
    const kept = readText(fileOf(name, state));
    if (kept === undefined) return "its file is gone";
    return kept === state["value"] ? undefined : "its file holds another value";
  },

  async remove() {
    // it opens data, so it lives as long as the data
  },
};

function fileOf(name: string, inputs: { environment: string }): string {
  return join(machineOf(inputs).paths.secrets, name);
}
