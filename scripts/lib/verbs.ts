/**
 * The table of verbs: adding one is a file and a line here. Each is loaded only when it is called.
 */

import type { Verb } from "./verb.ts";

interface Entry {
  summary: string;
  load: () => Promise<Verb>;
}

export const verbs: Readonly<Record<string, Entry>> = {
  up: { summary: "bring an environment up, or up to date", load: async () => (await import("../up.ts")).up },
  preview: { summary: "show what up would change", load: async () => (await import("../preview.ts")).preview },
  status: { summary: "what runs, where, and why not", load: async () => (await import("../status.ts")).status },
  logs: { summary: "show or follow logs", load: async () => (await import("../logs.ts")).logs },
  exec: { summary: "run a command beside a component", load: async () => (await import("../exec.ts")).exec },
  run: { summary: "run a Job or CronJob now", load: async () => (await import("../run.ts")).run },
  restart: { summary: "restart all or some components", load: async () => (await import("../restart.ts")).restart },
  down: { summary: "stop everything, keep everything", load: async () => (await import("../down.ts")).down },
  destroy: { summary: "remove the stack, keep the data", load: async () => (await import("../destroy.ts")).destroy },
  build: { summary: "build and push container images", load: async () => (await import("../build.ts")).build },
  validate: { summary: "check environment files, offline", load: async () => (await import("../validate.ts")).validate },
  doctor: { summary: "find what is missing or in the way", load: async () => (await import("../doctor.ts")).doctor },
  schema: { summary: "JSON Schemas and the reference", load: async () => (await import("../schema.ts")).schema },
  env: { summary: "variables for pulumi typed by hand", load: async () => (await import("../env.ts")).env },
};
