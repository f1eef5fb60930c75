/** What changes of the fields that several kinds share do. Knows no kind. */
import type { FieldImpact, Rule } from "../spec/impact.ts";
import type { addressFields } from "./address.ts";
import type { probeFields, probeTimes } from "./health.ts";
import type { programFields, standingFields } from "./program.ts";
import type { storeFields } from "./store.ts";
import {
  elsewhere, exposed, growsOnly, mounted, otherPassword, restarted, scaled, unseen,
} from "./verdicts.ts";

type Of<P> = FieldImpact<{ properties: P }>;

/** `roll` is what another version of the program does. */
export function programImpacts(roll: Rule): Of<typeof programFields> {
  return {
    image: roll,
    command: roll,
    env: { member: roll },
    envFrom: roll,
    cpu: roll,
    memory: roll,
    requests: { cpu: roll, memory: roll },
    volumes: { member: mounted(roll), fields: { path: roll, size: growsOnly, readOnly: roll } },
    secretsAs: roll,
    egress: unseen,
    user: roll,
    readOnlyRoot: roll,
    containerName: roll,
    stop: { signal: roll, grace: roll },
    labels: { member: roll },
  };
}

export function standingImpacts(
  roll: Rule, stopped: "restart" | "brief downtime",
): Of<typeof standingFields> {
  return {
    replicas: scaled(stopped, roll),
    scale: { max: unseen, cpu: unseen },
    update: unseen,
    workers: roll,
    threads: roll,
  };
}

export function timesImpacts(roll: Rule): Of<typeof probeTimes> {
  return { interval: roll, timeout: roll, retries: roll, startPeriod: roll };
}

export function probeImpacts(roll: Rule): Of<typeof probeFields> {
  return { command: roll, ...timesImpacts(roll) };
}

export const addressImpacts: Of<typeof addressFields> = {
  publish: { port: exposed, address: exposed },
  route: { host: exposed, path: exposed },
};

export const storeImpacts: Of<typeof storeFields> = {
  password: otherPassword,
  storage: growsOnly,
  cpu: restarted,
  memory: restarted,
  publish: { port: restarted, address: restarted },
  containerName: restarted,
  labels: { member: restarted },
  health: timesImpacts(restarted),
  settings: { member: restarted },
  managed: { url: elsewhere },
};
