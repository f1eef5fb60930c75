/**
 * Which fields of the environment language this target honours. Knows names of fields, and no
 * component's code.
 */
import type { Answer, Support } from "../target.ts";

const inside = { approximated: "reached inside the cluster alone, by its name" };

const approximations: Readonly<Record<string, Answer>> = {
  "Environment.description": { approximated: "shown in status" },
  "Environment.owner": { approximated: "shown in status" },
  "Image.steps": { approximated: "its Dockerfile is built" },
  "Environment.tls.hsts": { approximated: "as the ingress controller is set up" },
};

const ofEveryKind: Readonly<Record<string, Answer>> = {
  publish: inside,
  containerName: { approximated: "a label of its pods" },
  internal: { approximated: "the program refuses what came through a trusted proxy" },
};

/** Without `trustedProxies`. */
const unknownClients: Readonly<Record<string, Answer>> = {
  "Service.route.host": {
    approximated: "no forwarded header is trusted: every client has the ingress controller's address",
  },
  "Static.proxy": {
    approximated: "no forwarded header is trusted: every client has the address of this component",
  },
};

export const support: Support = (field, value, image, settings) => {
  if (field === "Image.build" && image?.repository === undefined) {
    return {
      unsupported: "pulls what it runs, and it is not said where this image is pushed to",
      hint: "images: { NAME: { repository: HOST/FOLDER/NAME } }",
    };
  }
  const answer = answerFor(field, value, settings);
  if (answer) return answer;
  const [, name = ""] = field.split(".");
  return approximations[field] ?? ofEveryKind[name] ?? "honoured";
};

function answerFor(
  field: string,
  value: unknown,
  settings: Readonly<Record<string, unknown>> | undefined,
): Answer | undefined {
  if (field === "Environment.tls.mode" && value === "internal") {
    return { approximated: "the certificate of the ingress controller" };
  }
  return settings?.["trustedProxies"] === undefined ? unknownClients[field] : undefined;
}
