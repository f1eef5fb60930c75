/** Refuses a profile milder than prod for an environment that is production by what it is. */
import type { Model } from "./model.ts";
import { keyAt, spanAt } from "./node.ts";
import type { Span } from "./source.ts";

const branches = new Set(["main", "master", "production"]);

/**
 * Production is what two of these say, and nothing contradicts: it is deployed from the branch of
 * what is released, it runs elsewhere than on this machine, and its state lies where the team
 * shares it. Without a branch the other two decide.
 */
export function checkProfile(model: Model): void {
  const { target, profile, branch, backend, settings } = read(model);
  if (target === undefined || profile === "prod") return;
  if (branch !== undefined && !branches.has(branch)) return;
  const runsElsewhere = Object.keys(settings).length > 0;
  const isShared = backend !== undefined && !backend.startsWith("file:");
  const signs = [
    ...(branch === undefined ? [] : [`branch ${branch}`]),
    ...(runsElsewhere ? [`a place of target ${target}`] : []),
    ...(isShared ? ["a shared state"] : []),
  ];
  if (signs.length < 2) return;
  model.faults.push({
    code: "mild-profile",
    message: `an environment with ${signs.join(" and ")} is production, and its profile is ${profile}`,
    span: findSpan(model),
    help: "hint: policies: { profile: prod }; an exception from a rule is a waiver",
  });
}

interface Facts {
  target?: string;
  profile: string;
  branch?: string;
  backend?: string;
  settings: object;
}

function read({ value }: Model): Facts {
  const all = value as unknown as Readonly<Record<string, unknown>>;
  const { profile = "dev" } = (all.policies ?? {}) as { profile?: string };
  const { backend } = (all.state ?? {}) as { backend?: string };
  const target = all.target as string | undefined;
  const settings = (target === undefined ? {} : (all[target] ?? {})) as object;
  return { profile, settings, backend, target, branch: all.branch as string | undefined };
}

/** The line that says the profile or took it away, else the one that says where it runs. */
function findSpan({ root }: Model): Span {
  if (root.entries.has("policies")) return spanAt(root, ["policies", "profile"]);
  return root.removed.get("policies") ?? keyAt(root, ["target"]);
}
