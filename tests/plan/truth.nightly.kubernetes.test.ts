/** A plan is what `up` does on a real cluster; TRUTH_LAB_STEPS counts the steps. */
import { onKubernetes } from "../lab/lab.ts";
import { openKubernetesPlace } from "../places/kubernetes.ts";
import { environment, walk } from "./walk.ts";

onKubernetes("plans on kubernetes", (lab) => {
  walk(() => openKubernetesPlace(lab, environment), Number(process.env["TRUTH_LAB_STEPS"] ?? 3));
});
