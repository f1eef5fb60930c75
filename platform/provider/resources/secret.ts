/** A secret: generated once and kept in a file of its own, or read from outside at each deploy. */
import { join } from "node:path";

import { readText, writePrivately } from "../../targets/local/files.ts";
import type { Handler } from "../handler.ts";
import { foreseeSecret, type Generated, isWhole, keepSecret } from "../keep-secret.ts";
import { machineOf } from "../machine.ts";

interface SecretInputs extends Generated {
  /** What was read from outside. */
  value?: string;
}

export const secret: Handler = {
  secretOutputs: ["value"],

  async foresee(name, inputs, before) {
    const { value, ...generated } = inputs as SecretInputs;
    if (value !== undefined) return { value };
    return { value: foreseeSecret(generated, readText(fileOf(name, inputs)), before) };
  },

  async apply(name, inputs, before) {
    const { value, ...generated } = inputs as SecretInputs;
    if (value !== undefined) return { value };
    const file = fileOf(name, inputs);
    const found = { name, place: file, removal: `rm ${file}`, value: readText(file) };
    const kept = keepSecret(generated, found, before);
    writePrivately(file, kept);
    return { value: kept };
  },

  async observe(name, state) {
    if (state["bytes"] === undefined) return undefined;
    const kept = readText(fileOf(name, state));
    if (kept === undefined) return "its file is gone";
    if (!isWhole(kept, state as Generated, state)) return "its file was cut short";
    return kept === state["value"] ? undefined : "its file holds another value";
  },

  async remove() {
    // it opens data, so it lives as long as the data
  },
};

function fileOf(name: string, inputs: { environment: string }): string {
  return join(machineOf(inputs).paths.secrets, name);
}
