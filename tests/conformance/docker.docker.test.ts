/** Every example on a real Docker daemon. */
import { onDocker } from "../lab/lab.ts";
import { openDockerPlace } from "../places/docker.ts";
import { conform, name } from "./conform.ts";

onDocker("every example on docker", (lab) => {
  conform(async () => openDockerPlace(lab, name));
});
