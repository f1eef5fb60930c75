/** A secret: generated once and kept on the host with the data, or read from outside each time. */
import { randomBytes } from "node:crypto";

import { openState, secretPath } from "../../targets/docker/state.ts";
import type { DockerHandler } from "./docker-handler.ts";

interface SecretInputs {
  bytes?: number;
  format?: "base64url" | "hex";
  /** What was read from outside. */
  value?: string;
}

export const secret: DockerHandler = {
  secretOutputs: ["value"],

  async apply(docker, name, inputs, before) {
    const { bytes = 32, format = "base64url", value } = inputs as SecretInputs;
    if (value !== undefined) return { value };
    const kept = openState(docker, inputs.environment);
    const found = await kept.read(secretPath(name));
    if (found !== undefined) return { value: found };
    // the state still knows it when only the file is gone; what it opens lives on with the old one
    const made = (before?.["value"] as string | undefined) ?? randomBytes(bytes).toString(format);
    await kept.write(secretPath(name), made);
    return { value: made };
  },

  async observe(docker, name, state) {
    if (state["bytes"] === undefined) return undefined;
    const found = await openState(docker, state.environment).read(secretPath(name));
    if (found === undefined) return "it is gone from the host";
    return found === state["value"] ? undefined : "the host keeps another value";
  },

  async remove() {
    // it opens data, so it lives as long as the data
  },
};
