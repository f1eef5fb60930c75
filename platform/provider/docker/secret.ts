/** A secret: generated once and kept on the host with the data, or read from outside each time. */
import { hostName, stateUnit } from "../../targets/docker/names.ts";
import { openState, secretPath } from "../../targets/docker/state.ts";
import { foreseeSecret, type Generated, isWhole, keepSecret } from "../keep-secret.ts";
import type { DockerHandler } from "./docker-handler.ts";

interface SecretInputs extends Generated {
  /** What was read from outside. */
  value?: string;
}

export const secret: DockerHandler = {
  secretOutputs: ["value"],

  async foresee(docker, name, inputs, before) {
    const { value, ...generated } = inputs as SecretInputs;
    if (value !== undefined) return { value };
    const found = await openState(docker, inputs.environment).read(secretPath(name));
    return { value: foreseeSecret(generated, found, before) };
  },

  async apply(docker, name, inputs, before) {
    const { value, ...generated } = inputs as SecretInputs;
    if (value !== undefined) return { value };
    const kept = openState(docker, inputs.environment);
    const found = await kept.read(secretPath(name));
    const volume = hostName(inputs.environment, stateUnit);
    const place = `${secretPath(name)} in the volume ${volume}`;
    const removal = `docker run --rm -v ${volume}:/state IMAGE rm /state/${secretPath(name)}`;
    const made = keepSecret(generated, { name, place, removal, value: found }, before);
    if (made !== found) await kept.write(secretPath(name), made);
    return { value: made };
  },

  async observe(docker, name, state) {
    if (state["bytes"] === undefined) return undefined;
    const found = await openState(docker, state.environment).read(secretPath(name));
    if (found === undefined) return "it is gone from the host";
    if (!isWhole(found, state as Generated, state)) return "what the host keeps was cut short";
    return found === state["value"] ? undefined : "the host keeps another value";
  },

  async remove() {
    // it opens data, so it lives as long as the data
  },
};
