/** What an environment may say of its Docker host. */
import type { Reach, Target } from "../target.ts";

export const settings = {
  host: {
    type: "string",
    references: "any",
    description: "Address of the daemon; without it the one that Docker's own variables name.",
    examples: ["ssh://ubuntu@203.0.113.7"],
  },
  key: {
    type: "string",
    references: "secret",
    description: "Private key for a host behind SSH, of a Secret from outside; without it those of `ssh`.",
    examples: ["${ssh-key.value}"],
  },
  path: {
    type: "string",
    form: "absolute path",
    description: "Folder of the host that holds the files of volumes; without it, Docker's own.",
    examples: ["/srv/andamio"],
  },
} as const satisfies NonNullable<Target["settings"]>;

/** Another host or folder has other volumes. */
export const reach: Readonly<Record<keyof typeof settings, Reach>> = {
  host: "data",
  key: "nothing",
  path: "data",
};
