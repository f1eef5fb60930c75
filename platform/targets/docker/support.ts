/**
 * Which fields of the environment language this target honours. Knows names of fields, and no
 * component's code.
 */
import { recipes } from "../recipes/index.ts";
import type { Answer, Support } from "../target.ts";

/** What holds for one kind alone, or for what belongs to the whole environment. */
const ofOneKind: Readonly<Record<string, Answer>> = {
  "Static.labels": { approximated: "shown in status" },
  "Image.steps": { approximated: "its Dockerfile is built" },
  "Environment.tls.issuer": { approximated: "Let's Encrypt" },
};

/** What holds for every kind that has the field. */
const ofEveryKind: Readonly<Record<string, Answer>> = {
  "requests.cpu": { approximated: "a share of the processors, in proportion" },
  egress: { approximated: "not enforced" },
  storage: { approximated: "as much as the disk has" },
  "volumes.size": { approximated: "as much as the disk has" },
  "scale.max": { approximated: "stays at replicas" },
  "scale.cpu": { approximated: "stays at replicas" },
};

export const support: Support = (field, value, image) => {
  const [, ...path] = field.split(".");
  const inside = path.join(".");
  return refuse(field, value, image) ?? ofOneKind[field] ?? ofEveryKind[inside] ?? "honoured";
};

/** What cannot be done, for the value that is asked for. */
function refuse(field: string, value: unknown, image?: { ref?: unknown }): Answer | undefined {
  if (field === "CronJob.image" && image?.ref !== undefined) {
    return {
      unsupported: `runs its scheduler by Node inside the image, which "${String(image.ref)}" may not have`,
      hint: "build it from a folder: images: { NAME: { build: ./NAME } }",
    };
  }
  if (field === "Database.engine" && value !== "sqlite" && !Object.hasOwn(recipes, String(value))) {
    return { unsupported: `runs no ${String(value)}`, hint: "engine: postgresql, or sqlite" };
  }
  return undefined;
}
