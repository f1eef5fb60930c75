/** The target `docker`: containers, networks and volumes of one Docker host. */
import type { Target } from "../target.ts";
import { renderCompose } from "./compose.ts";
import { proxyContainer } from "./declare.ts";
import { lower } from "./lower.ts";
import { reach, settings } from "./settings.ts";
import { support } from "./support.ts";
import { surround } from "./surround.ts";

export const docker: Target = {
  name: "docker",
  reloads: true,
  runsBy: "andamio:docker:Slot",
  rescalesAll: true,
  internalPaths: "reloaded proxy",
  front: proxyContainer,
  settings,
  reach,
  support,
  lower,
  surround,
  render: renderCompose,
  tools: () => ({ ANDAMIO_DOCKER: "docker" }),
  async resourceClass(type) {
    return (await import("./resources.ts")).resourceClass(type);
  },
  async beforeCreate(props) {
    return (await import("./before-create.ts")).beforeCreate(props);
  },
  async operate(environment) {
    return (await import("./operate.ts")).operate(environment);
  },
};
