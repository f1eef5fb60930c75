/** Programs that end: a Job, which our own provider runs once for its key, and a CronJob. */
import type { Job, Run, Schedule } from "../primitives.ts";
import type { Context, Lowered } from "../target.ts";
import { account } from "./account.ts";
import { toCron } from "./cron.ts";
import { declareObject, declareOwn, digestName, metadataOf } from "./object.ts";
import { podOf } from "./pod.ts";
import { placeOf } from "./settings.ts";
import { type Variables, variablesOf } from "./variables.ts";

export function lowerJob(name: string, job: Job, context: Context): Lowered<"job"> {
  const variables = variablesOf(name, job, context);
  const { program, command, data } = job;
  const key = [program.digest, command, variables.env, variables.secrets, data];
  const { namespace } = placeOf(context.around);
  const described = metadataOf(name, context, job.labels);
  const metadata = { ...described, namespace, name: digestName(name, key) };
  const spec = jobSpec(name, job, variables, context);
  const manifest = { apiVersion: "batch/v1", kind: "Job", metadata, spec };
  const before = [account(name, context), ...variables.resources];
  const needs = [...before.map((one) => one.name), ...job.needs];
  const own = declareOwn("Job", name, context, { manifest }, { needs });
  return { resources: [...before, own], offers: {} };
}

const policies = { allow: "Allow", forbid: "Forbid", replace: "Replace" } as const;

export function lowerSchedule(
  name: string,
  schedule: Schedule,
  context: Context,
): Lowered<"schedule"> {
  const { cron, timezone, overlap, suspended, missedSeconds, history, labels } = schedule;
  const variables = variablesOf(name, schedule, context);
  const spec = jobSpec(name, schedule, variables, context);
  const manifest = {
    apiVersion: "batch/v1",
    kind: "CronJob",
    metadata: metadataOf(name, context, labels),
    spec: {
      schedule: toCron(cron),
      timeZone: timezone,
      concurrencyPolicy: policies[overlap],
      // the controller looks every ten seconds
      startingDeadlineSeconds: Math.max(10, Math.ceil(missedSeconds)),
      successfulJobsHistoryLimit: history,
      failedJobsHistoryLimit: history,
      suspend: suspended,
      jobTemplate: { metadata: { labels: spec.template.metadata.labels }, spec },
    },
  };
  const before = [account(name, context), ...variables.resources];
  const needs = [...before.map((one) => one.name), ...schedule.needs];
  return { resources: [...before, declareObject(name, manifest, context, { needs })], offers: {} };
}

type Once = Run & { timeoutSeconds: number; retries: number };

/** The limit is that of one try. */
function jobSpec(name: string, run: Once, variables: Variables, context: Context) {
  const { metadata, spec } = podOf(name, run, variables, context);
  return {
    backoffLimit: run.retries,
    template: {
      metadata,
      spec: {
        ...spec,
        restartPolicy: "Never",
        activeDeadlineSeconds: Math.max(1, Math.ceil(run.timeoutSeconds)),
      },
    },
  };
}
