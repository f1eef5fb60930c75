/** A plan is what `up` does on a real Docker daemon; TRUTH_LAB_STEPS counts the steps. */
import { onDocker } from "../lab/lab.ts";
import { openDockerPlace } from "../places/docker.ts";
import { environment, walk } from "./walk.ts";

onDocker("plans on docker", (lab) => {
  walk(async () => openDockerPlace(lab, environment), Number(process.env["TRUTH_LAB_STEPS"] ?? 3));
});
