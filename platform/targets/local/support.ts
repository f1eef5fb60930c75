/**
 * Which fields of the environment language this target honours. Knows names of fields, and no
 * component's code.
 */
import type { Answer, Support } from "../target.ts";

const shown = { approximated: "shown in status" };
const unlimited = { approximated: "not limited" };

const approximations: Readonly<Record<string, Answer>> = {
  "Environment.description": shown,
  "Environment.owner": shown,
  "Environment.labels": shown,
  "Database.version": { approximated: "the version installed here runs" },
  "Redis.version": { approximated: "the version installed here runs" },
};

const ofEveryProgram: Readonly<Record<string, Answer>> = {
  labels: shown,
  cpu: unlimited,
  memory: unlimited,
};

export const support: Support = (field, value) => {
  if (field === "Image.ref" && value !== undefined) {
    return {
      unsupported: `runs programs and cannot run the image "${String(value)}"`,
      hint:
        "build it from a folder (build: ./NAME), or deploy this environment with target: docker. " +
        "andamio targets shows what each target can do",
    };
  }
  const [, name = ""] = field.split(".");
  if (name === "command" && value === undefined) {
    return {
      unsupported: "runs programs and has no image to take a command from",
      hint: "give the whole command line",
    };
  }
  return approximations[field] ?? ofEveryProgram[name] ?? "honoured";
};
