/**
 * Which fields of the environment language this target honours. Knows names of fields, and no
 * component's code.
 */
import type { Answer, Support } from "../target.ts";

const shown = { approximated: "shown in status" };
const unlimited = { approximated: "not limited" };
const ofTheDisk = { approximated: "as much as the disk has" };
const asSteps = { approximated: "its steps are run instead" };
const notPushed = { approximated: "nothing is pushed" };
const notPulled = { approximated: "nothing is pulled" };
const unencrypted = { approximated: "http on loopback" };
const asYou = { approximated: "runs as your user" };
const notScaled = { approximated: "stays at replicas" };
const installed = { approximated: "the version installed here runs" };

/** What holds for one kind alone, or for what belongs to the whole environment. */
const ofOneKind: Readonly<Record<string, Answer>> = {
  "Environment.description": shown,
  "Environment.owner": shown,
  "Environment.labels": shown,
  "Environment.registries.username": notPulled,
  "Environment.registries.password": notPulled,
  "Environment.registries.mirror": notPulled,
  "Image.dockerfile": asSteps,
  "Image.stage": asSteps,
  "Image.repository": notPushed,
  "Image.tags": notPushed,
  "Image.base": { approximated: "built on this machine's own programs" },
  "Image.noCache": { approximated: "built anew only when its content changes" },
  "Database.user": "honoured",
  "Database.version": installed,
  "Redis.version": installed,
};

/** What holds for every kind that has the field. */
const ofEveryKind: Readonly<Record<string, Answer>> = {
  labels: shown,
  cpu: unlimited,
  memory: unlimited,
  "requests.cpu": { approximated: "nothing is reserved" },
  "requests.memory": { approximated: "nothing is reserved" },
  storage: ofTheDisk,
  "volumes.size": ofTheDisk,
  "volumes.readOnly": { approximated: "can be written" },
  egress: { approximated: "not enforced" },
  user: asYou,
  readOnlyRoot: { approximated: "its files can be written" },
  containerName: { approximated: "its processes are called after the component" },
  "scale.max": notScaled,
  "scale.cpu": notScaled,
  "route.host": { approximated: "answers on loopback" },
  "route.path": { approximated: "answers on loopback, with every path" },
};

export const support: Support = (field, value) => {
  const inside = field.slice(field.indexOf(".") + 1);
  return (
    refuse(field, inside, value) ??
    ofOneKind[field] ??
    approximate(field, value) ??
    ofEveryKind[inside] ??
    "honoured"
  );
};

function approximate(field: string, value: unknown): Answer | undefined {
  if (field.startsWith("Environment.tls.")) return unencrypted;
  const isStore = ["Database.publish.address", "Redis.publish.address"].includes(field);
  return isStore && value === "all"
    ? { approximated: "reached from this machine alone" }
    : undefined;
}

/** What cannot be done, for the value that is asked for. */
function refuse(field: string, inside: string, value: unknown): Answer | undefined {
  if (field === "Image.ref" && value !== undefined) {
    return {
      unsupported: `runs programs and cannot run the image "${String(value)}"`,
      hint:
        "build it from a folder (build: ./NAME), or deploy this environment with target: docker. " +
        "andamio targets shows what each target can do",
    };
  }
  if (inside === "command" && value === undefined) {
    return {
      unsupported: "runs programs and has no image to take a command from",
      hint: "give the whole command line",
    };
  }
  if (inside === "volumes.path" && String(value).startsWith("/")) {
    return {
      unsupported: `has no root of its own to keep "${String(value)}" in`,
      hint: "give a path below the image's workdir: uploads",
    };
  }
  return undefined;
}
