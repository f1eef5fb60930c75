/** What each of our resources on a Docker host must be able to do. */
import type Docker from "dockerode";

import type { Inputs, Outputs } from "../handler.ts";

/** As `Handler`, with the daemon at hand. */
export interface DockerHandler {
  check?(docker: Docker, inputs: Inputs): Promise<Outputs>;
  foresee?(docker: Docker, name: string, inputs: Inputs, before?: Outputs): Promise<Outputs>;
  apply(docker: Docker, name: string, inputs: Inputs, before?: Outputs): Promise<Outputs>;
  observe(docker: Docker, name: string, state: Inputs & Outputs): Promise<string | undefined>;
  remove(docker: Docker, name: string, state: Inputs & Outputs): Promise<void>;
  secretOutputs?: readonly string[];
}
