/**
 * The table of verbs: adding one is a file and a line here. Each is loaded only when it is called.
 */

import type { Verb } from "./verb.ts";

export type Group = "every day" | "operate" | "check" | "deploy" | "language";

interface Entry {
  /** Under which heading the first page names it; those of every day are explained there. */
  group: Group;
  summary: string;
  load: () => Promise<Verb>;
}

export const verbs: Readonly<Record<string, Entry>> = {
  up: { group: "every day", summary: "bring an environment up, or up to date", load: async () => (await import("../up.ts")).up },
  preview: { group: "every day", summary: "show what up would change", load: async () => (await import("../preview.ts")).preview },
  status: { group: "every day", summary: "what runs, where, and why not", load: async () => (await import("../status.ts")).status },
  ls: { group: "every day", summary: "every environment, and what runs of it", load: async () => (await import("../ls.ts")).ls },
  logs: { group: "every day", summary: "show or follow logs", load: async () => (await import("../logs.ts")).logs },
  exec: { group: "every day", summary: "run a command beside a component", load: async () => (await import("../exec.ts")).exec },
  run: { group: "every day", summary: "run a Job or CronJob now", load: async () => (await import("../run.ts")).run },
  dev: { group: "every day", summary: "up, and again at every edit", load: async () => (await import("../dev.ts")).dev },
  shell: { group: "operate", summary: "a prompt with the app's database", load: async () => (await import("../shell.ts")).shell },
  "db-console": { group: "operate", summary: "a prompt for SQL", load: async () => (await import("../db-console.ts")).dbConsole },
  "audit-tail": { group: "operate", summary: "who did what last", load: async () => (await import("../audit-tail.ts")).auditTail },
  restart: { group: "operate", summary: "restart all or some components", load: async () => (await import("../restart.ts")).restart },
  recreate: { group: "operate", summary: "make components anew", load: async () => (await import("../recreate.ts")).recreate },
  down: { group: "every day", summary: "stop everything, keep everything", load: async () => (await import("../down.ts")).down },
  destroy: { group: "every day", summary: "remove the stack, keep the data", load: async () => (await import("../destroy.ts")).destroy },
  build: { group: "deploy", summary: "build and push container images", load: async () => (await import("../build.ts")).build },
  render: { group: "deploy", summary: "write YAML for Flux or Argo CD", load: async () => (await import("../render.ts")).render },
  compose: { group: "deploy", summary: "write a compose file", load: async () => (await import("../compose.ts")).compose },
  validate: { group: "check", summary: "check environment files, offline", load: async () => (await import("../validate.ts")).validate },
  check: { group: "check", summary: "go through a checklist", load: async () => (await import("../check.ts")).check },
  pin: { group: "deploy", summary: "name images by their digests", load: async () => (await import("../pin.ts")).pin },
  policies: { group: "check", summary: "the rules, and what each is for", load: async () => (await import("../policies.ts")).policies },
  why: { group: "check", summary: "where a value comes from", load: async () => (await import("../why.ts")).why },
  diff: { group: "check", summary: "how two environments differ", load: async () => (await import("../diff.ts")).diff },
  secrets: { group: "operate", summary: "check and rotate secrets", load: async () => (await import("../secrets.ts")).secrets },
  scan: { group: "check", summary: "scan code and dependencies", load: async () => (await import("../scan.ts")).scan },
  ci: { group: "deploy", summary: "what the pipeline runs", load: async () => (await import("../ci.ts")).ci },
  doctor: { group: "check", summary: "find what is missing or in the way", load: async () => (await import("../doctor.ts")).doctor },
  completion: { group: "language", summary: "completion for bash, zsh and fish", load: async () => (await import("../completion.ts")).completion },
  targets: { group: "language", summary: "what each target does with each field", load: async () => (await import("../targets.ts")).targets },
  schema: { group: "language", summary: "JSON Schemas and the reference", load: async () => (await import("../schema.ts")).schema },
  env: { group: "language", summary: "variables for pulumi typed by hand", load: async () => (await import("../env.ts")).env },
};
