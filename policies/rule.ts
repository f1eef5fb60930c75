/** What a rule is: what it demands of an environment, how strictly, and why. Knows no rule. */
import type { Values } from "../platform/spec/catalogue.ts";
import type { Contracts } from "../platform/spec/contract.ts";
import type { MapNode } from "../platform/spec/node.ts";
import type { Declaration } from "../platform/targets/target.ts";

export const profiles = ["dev", "staging", "prod"] as const;
export type Profile = (typeof profiles)[number];

/** From the mildest. `remediate` mends it where the rule knows how, and is mandatory elsewhere. */
export const levels = ["off", "advisory", "mandatory", "remediate"] as const;
export type Level = (typeof levels)[number];

/** What rules judge: an environment with its references unresolved, so that no value is in it. */
export interface Judged {
  readonly name: string;
  readonly profile: Profile;
  readonly timezone: string;
  readonly owner?: string;
  readonly branch?: string;
  readonly tls?: { readonly mode: string; readonly hsts: string; readonly redirect: boolean };
  readonly kubernetes?: { readonly trustedProxies?: readonly string[] };
  readonly workflows?: { readonly kubeconfig?: string; readonly sshKey?: string };
  readonly registries: Readonly<Record<string, unknown>>;
  readonly images: Readonly<Record<string, Values>>;
  /** What programs read, by the image; absent for those that declare none. */
  readonly contracts?: Contracts;
  readonly envGroups: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly components: Readonly<Record<string, Values & { readonly kind: string }>>;
  /** As the layers come to it; it keeps what one of them removed. */
  readonly merged?: { readonly tree: MapNode };
  readonly policies: {
    readonly rules: Readonly<Record<string, Level>>;
    readonly waivers: Readonly<Record<string, Waiver>>;
  };
}

export interface Waiver {
  readonly rule: string;
  /** All of them, when absent. */
  readonly component?: string;
  readonly reason: string;
  readonly owner: string;
  /** The last day on which it holds, as `2027-03-31`. */
  readonly expires: string;
}

export interface Subject {
  environment: Judged;
  declarations: readonly Declaration[];
  /** In the environment's time zone, as `2027-03-31`. */
  today: string;
  /** None where they cannot be read. */
  files?: ProjectFiles;
}

/** By paths from the project's root. */
export interface ProjectFiles {
  /** The text of a file, where there is one. */
  read(path: string): string | undefined;
  /** Names in a folder. */
  list(folder: string): readonly string[];
}

export interface Complaint {
  /** Steps from the environment to what is wrong. */
  at: readonly string[];
  /** Whom it concerns; without it the component that `at` lies in. */
  component?: string;
  /** What is wrong, in one line, without a name of the component. */
  reason: string;
  /** What to write instead, in one line. */
  fix: string;
}

/** Laid over an environment as RFC 7396 says. */
export type Patch = Readonly<Record<string, unknown>>;

export interface Rule {
  /** That of its file. */
  name: string;
  /** What it demands, in one sentence. */
  about: string;
  /** What happens where it is not followed. */
  why: string;
  levels: Readonly<Record<Profile, Level>>;
  /** Of the requirements catalogue. */
  requirements?: readonly string[];
  check(subject: Subject): readonly Complaint[];
  /** What the value must be, where putting it there is safe. */
  mend?(complaint: Complaint): unknown;
  /** For its page, laid over a good environment. */
  wrong?: Patch;
  right?: Patch;
  /** For its page, where it judges what a target declares: properties of a resource. */
  declared?: { type: string; wrong: Patch; right: Patch };
}
