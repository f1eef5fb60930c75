/**
 * What a change of a field does to what runs: the table, by kind and field. It is judged by what
 * the language promises; a field that changes no resource does nothing.
 */
import type { Values } from "../spec/catalogue.ts";
import type { Impact } from "./plan.ts";

export type Verdict = readonly [Impact, reason: string];

export interface Change {
  /** As `Service.health.path`. */
  field: string;
  before: unknown;
  after: unknown;
  /** The component as it is after, or was before when it goes. */
  spec: Values;
  /** Whether its old version ends before the new one starts. */
  recreated: boolean;
}

type Rule = Verdict | ((change: Change) => Verdict);

const unseen: Verdict = ["no-op", "nothing that runs is touched"];
const atNextRun: Verdict = ["no-op", "from its next run"];
const runsAgain: Verdict = ["no-op", "it runs again, once"];
const replaced: Verdict = ["restart", "its processes are replaced"];
const served: Verdict = ["rolling", "replaced without a lost request"];
const addressed: Verdict = ["brief downtime", "the old address ends"];
const restarted: Verdict = ["brief downtime", "the server restarts"];
const recreates: Verdict = ["brief downtime", "the old version ends before the new one starts"];
const leftBehind: Verdict = ["data loss", "the data stays behind"];

/** A new version of a program. */
function roll({ field, spec, recreated }: Change): Verdict {
  if (field.startsWith("CronJob.")) return atNextRun;
  if (field.startsWith("Job.")) return runsAgain;
  if (spec.replicas === 0) return ["no-op", "none of it runs"];
  if (field.startsWith("Worker.")) return replaced;
  return recreated ? recreates : served;
}

function scale({ field, before, after }: Change): Verdict {
  if (after === 0) return [field.startsWith("Worker.") ? "restart" : "brief downtime", "it stops"];
  if (Number(after) > Number(before)) return ["no-op", "more of it start, the others go on"];
  return ["rolling", "some of it end when their requests are done"];
}

function appear({ before }: Change): Verdict {
  return before === undefined ? unseen : addressed;
}

function persist({ before }: Change): Verdict {
  return before === "aof"
    ? ["data loss", "what it holds is no longer kept"]
    : ["brief downtime", "it restarts, and forgets what it never kept"];
}

function mount({ before, after }: Change): Verdict {
  return before !== undefined && after === undefined ? leftBehind : ["rolling", "mounted anew"];
}

/** The longest beginning of the field that stands here counts. */
const rules: Readonly<Record<string, Rule>> = {
  Service: roll,
  "Service.replicas": scale,
  "Service.scale": unseen,
  "Service.update": unseen,
  "Service.port": addressed,
  "Service.publish": appear,
  "Service.route": appear,
  "Service.volumes": mount,
  "Service.egress": unseen,
  Worker: roll,
  "Worker.replicas": scale,
  "Worker.scale": unseen,
  "Worker.update": unseen,
  "Worker.volumes": mount,
  "Worker.egress": unseen,
  Job: ["no-op", "from its next run"],
  "Job.image": runsAgain,
  "Job.command": runsAgain,
  "Job.env": runsAgain,
  "Job.envFrom": runsAgain,
  "Job.volumes": mount,
  CronJob: atNextRun,
  "CronJob.volumes": mount,
  Static: served,
  "Static.port": addressed,
  "Static.publish": appear,
  "Static.route": appear,
  Secret: unseen,
  "Secret.generate": ["no-op", "the value stays until it is rotated"],
  "Secret.from": ["rolling", "who uses it gets another value"],
  Database: restarted,
  "Database.engine": ["data loss", "another engine is another database: the data stays behind"],
  "Database.version": ["irreversible", "no older server reads what a newer one wrote"],
  "Database.name": ["data loss", "another database: the data stays behind in the old one"],
  "Database.path": ["data loss", "another file: the data stays behind in the old one"],
  "Database.password": ["rolling", "who uses it gets another password"],
  "Database.storage": ["irreversible", "it can grow and not shrink"],
  "Database.role": unseen,
  "Database.managed": leftBehind,
  Redis: restarted,
  "Redis.persistence": persist,
  "Redis.password": ["rolling", "who uses it gets another password"],
  "Redis.storage": ["irreversible", "it can grow and not shrink"],
  "Redis.managed": leftBehind,
  CiSecrets: unseen,
  Image: roll,
  "Image.tags": unseen,
  "Image.noCache": unseen,
};

export function judge(change: Change): Verdict {
  const steps = change.field.split(".");
  for (let length = steps.length; length > 0; length--) {
    const rule = rules[steps.slice(0, length).join(".")];
    if (rule) return typeof rule === "function" ? rule(change) : rule;
  }
  return unseen;
}

const ends: Readonly<Record<string, Verdict>> = {
  Service: ["brief downtime", "it stops for good"],
  Static: ["brief downtime", "it stops for good"],
  Worker: ["restart", "it stops for good"],
};

export function judgeRemoval({ kind, ...spec }: Values): Verdict {
  if (spec.managed !== undefined) return unseen;
  if (kind === "Database" || (kind === "Redis" && spec.persistence === "aof")) return leftBehind;
  if (Object.keys((spec.volumes as object | undefined) ?? {}).length > 0) return leftBehind;
  if (kind === "Redis") return ["brief downtime", "it stops for good"];
  return ends[String(kind)] ?? unseen;
}

/** What a component loses when all of the environment moves elsewhere. */
export function holdsData({ kind, persistence, managed, volumes }: Values): boolean {
  if (managed !== undefined) return false;
  if (kind === "Database" || (kind === "Redis" && persistence === "aof")) return true;
  return Object.keys((volumes as object | undefined) ?? {}).length > 0;
}
