/** The table of our own resources on a Docker host. */
import { withDaemon } from "../../targets/docker/daemon.ts";
import type { Handler, Inputs } from "../handler.ts";
import { hasUnknown } from "../values.ts";
import { data } from "./data.ts";
import type { DockerHandler } from "./docker-handler.ts";
import { files } from "./files.ts";
import { job } from "./job.ts";
import { network } from "./network.ts";
import { ports } from "./ports.ts";
import { proxy } from "./proxy.ts";
import { rollout } from "./rollout.ts";
import { scheduler } from "./scheduler.ts";
import { secret } from "./secret.ts";
import { site } from "./site.ts";
import { slot } from "./slot.ts";

/** Each is given the daemon that its inputs name. */
function at({ check, foresee, apply, observe, remove, secretOutputs }: DockerHandler): Handler {
  const host = (inputs: Inputs) => inputs["host"] as string | undefined;
  return {
    ...(check && {
      check: (inputs) => withDaemon(host(inputs), (docker) => check(docker, inputs)),
    }),
    ...(foresee && {
      foresee: (name, inputs, before) =>
        hasUnknown(host(inputs))
          ? Promise.resolve({})
          : withDaemon(host(inputs), (docker) => foresee(docker, name, inputs, before)),
    }),
    apply: (name, inputs, before) =>
      withDaemon(host(inputs), (docker) => apply(docker, name, inputs, before)),
    observe: (name, state) =>
      withDaemon(host(state), (docker) => observe(docker, name, state)),
    remove: (name, state) => withDaemon(host(state), (docker) => remove(docker, name, state)),
    ...(secretOutputs && { secretOutputs }),
  };
}

export const dockerHandlers: Readonly<Record<string, Handler>> = {
  "docker:Data": at(data),
  "docker:Files": at(files),
  "docker:Job": at(job),
  "docker:Network": at(network),
  "docker:Ports": at(ports),
  "docker:Proxy": at(proxy),
  "docker:Rollout": at(rollout),
  "docker:Scheduler": at(scheduler),
  "docker:Secret": at(secret),
  "docker:Site": at(site),
  "docker:Slot": at(slot),
};
