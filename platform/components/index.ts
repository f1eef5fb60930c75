/** The table of components. */
import { CiSecrets } from "./ci-secrets.ts";
import type { AnyComponent } from "./component.ts";
import { CronJob } from "./cron-job.ts";
import { Database } from "./database.ts";
import { Job } from "./job.ts";
import { Redis } from "./redis.ts";
import { Secret } from "./secret.ts";
import { Service } from "./service.ts";
import { Static } from "./static.ts";
import { Worker } from "./worker.ts";

export const components: Readonly<Record<string, AnyComponent>> = {
  Database,
  Redis,
  Secret,
  Service,
  Static,
  Worker,
  Job,
  CronJob,
  CiSecrets,
};
