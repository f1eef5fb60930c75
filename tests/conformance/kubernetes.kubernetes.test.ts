/** Every example on a real cluster. */
import { onKubernetes } from "../lab/lab.ts";
import { openKubernetesPlace } from "../places/kubernetes.ts";
import { conform, name } from "./conform.ts";

onKubernetes("every example on kubernetes", (lab) => {
  conform(() => openKubernetesPlace(lab, name));
});
