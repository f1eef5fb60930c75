/** The table of checklists: items in the order in which a person goes through them. */

import { healthy, rateLimited, redisAnswers, socketAnswers, tried } from "./answers.ts";
import {
  coverage, firstMigration, lastDeploy, migrationTool, runner, suite, workflow,
} from "./delivery.ts";
import { envFile } from "./env-file.ts";
import { logKept, quietLogs, ready, secretsKept, valid } from "./environment.ts";
import { commitMessage, documentation, mergedDevelop, ownBranch, pushed, repository } from "./git.ts";
import { certificates, clusterVersion, disk } from "./infrastructure.ts";
import { audited, database, mailTasksKnown, migrated, queueConfigured, queueRead, seeded } from "./inside.ts";
import type { Item } from "./item.ts";
import { calm, maintained, smoked } from "./point.ts";
import { backup, ignored, noSecrets, prodFile, scanned, workflowSecrets } from "./project.ts";
import { dependencies, lint, testsGreen, testsRun } from "./reports.ts";
import { assigned, copied, deployed, exported, imported, verified } from "./transfer.ts";

const say = (name: string, asks: string): Item => ({ name, asks });

/** What the app does where it runs. */
const running = [
  healthy, rateLimited, socketAnswers, redisAnswers, queueRead, queueConfigured, mailTasksKnown,
];
const point = [smoked, maintained, calm];

export const checklists: Readonly<Record<string, readonly Item[]>> = {
  "dev": [repository, envFile, dependencies, valid, ready, migrated, seeded, healthy],
  "staging": [valid, secretsKept, testsGreen, ready, database, migrated, ...running, ...point],
  "prod": [
    ...[valid, secretsKept, testsGreen, ready, database, migrated, ...running, audited, ...point],
    say("backup-tried", "A backup was restored and looked at."),
  ],
  "before-change": [say("document-read", "The system document was read."), ownBranch, backup, testsRun],
  "after-change": [testsRun, testsGreen, lint, documentation, commitMessage, ignored, noSecrets, pushed],
  "transfer": [exported, mergedDevelop, deployed, copied, imported, verified, assigned],
  "deployment": [testsGreen, logKept, ready, healthy, tried, quietLogs],
  "delivery": [
    runner,
    suite("auth", "The tests of signing in are green."),
    suite("rules", "The tests of permissions are green."),
    suite("sockets", "The tests of WebSockets are green."),
    coverage,
    scanned,
    workflow("check", "The workflow that tests is what the environments say."),
    workflow("deploy", "The workflow that deploys is what the environments say."),
    workflowSecrets,
    prodFile,
    lastDeploy,
    migrationTool,
    firstMigration,
  ],
  "infrastructure": [
    valid,
    dependencies,
    disk,
    certificates,
    clusterVersion,
    say("access", "Who left has no access any more."),
  ],
};
