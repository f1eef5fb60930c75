/** Impacts that fields of several kinds have. Knows no kind. */
import type { Change, Impact, Rule, Verdict } from "../spec/impact.ts";

const verdict = (impact: Impact, reason: string): Verdict => ({ impact, reason });

export const unseen = verdict("no-op", "nothing that runs is touched");
export const atNextRun = verdict("no-op", "from its next run");
export const runsAgain: Verdict = { ...verdict("no-op", "it runs again, once"), runsAgain: true };
export const restarted = verdict("brief downtime", "the server restarts");
export const growsOnly = verdict("irreversible", "it can grow and not shrink");
export const elsewhere: Verdict = {
  ...verdict("data loss", "the data stays behind"), changesOutputs: true,
};
export const otherPassword: Verdict = {
  ...verdict("rolling", "who uses it gets another password"), changesOutputs: true,
};
export const ends = {
  program: verdict("brief downtime", "it stops for good"),
  worker: verdict("restart", "it stops for good"),
} as const;

const moved: Verdict = { ...verdict("brief downtime", "the old address ends"), changesOutputs: true };

/** Another address; a first one disturbs nobody. */
export const addressed = moved;
export const exposed: Rule = ({ before }) =>
  before === undefined ? { ...unseen, changesOutputs: true } : moved;

/** Another version of a program that runs all the time. */
export const rollService = ({ spec, recreated }: Change): Verdict => {
  if (spec.replicas === 0) return verdict("no-op", "none of it runs");
  return recreated
    ? verdict("brief downtime", "the old version ends before the new one starts")
    : verdict("rolling", "replaced without a lost request");
};

/** A first public address is one that the program learns of. */
export const routed: Rule = (change) =>
  change.before === undefined ? { ...rollService(change), changesOutputs: true } : moved;

/** Other paths that only machines inside may ask for. */
export const refused: Rule = (change) => {
  if (change.target?.internalPaths === "program") return rollService(change);
  return change.target?.internalPaths === "reloaded proxy"
    ? verdict("no-op", "its proxy takes up other paths while it serves")
    : verdict("brief downtime", "its proxy restarts with other paths");
};

export const rollWorker: Rule = ({ spec }) =>
  spec.replicas === 0
    ? verdict("no-op", "none of it runs")
    : verdict("restart", "its processes are replaced");

/** `roll` is what another version of the program does. */
export function scaled(stopped: Impact, roll: Rule): Rule {
  return (change) => {
    const { before, after, target } = change;
    if (after === 0) return verdict(stopped, "it stops");
    if (before !== 0 && target?.rescalesAll) return apply(roll, change);
    const more = Number(after) - Number(before);
    return more > 0
      ? verdict("new", `starts ${more} more (${String(before)} → ${String(after)})`)
      : verdict("rolling", "some of it end when their requests are done");
  };
}

/** A volume that comes or goes is another version of the program; one that nobody keeps is lost. */
export function mounted(roll: Rule): Rule {
  return (change) =>
    change.after === undefined && change.lost.includes(change.member)
      ? {
          ...verdict("data loss", `the data of volume ${change.member} stays behind`),
          losses: [`volume ${change.member}`],
        }
      : apply(roll, change);
}

export function apply(rule: Rule, change: Change): Verdict {
  return typeof rule === "function" ? rule(change) : rule;
}
