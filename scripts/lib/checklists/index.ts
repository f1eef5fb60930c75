/** The table of checklists: items in the order in which a person goes through them. */

import {
  coverage, firstMigration, lastDeploy, migrationTool, runner, suite, workflow,
} from "./delivery.ts";
import { envFile } from "./env-file.ts";
import { quietLogs, ready, secretsKept, valid } from "./environment.ts";
import { commitMessage, documentation, mergedDevelop, ownBranch, pushed, repository } from "./git.ts";
import type { Item } from "./item.ts";
import { dependencies, lint, testsGreen, testsRun } from "./reports.ts";

const say = (name: string, asks: string): Item => ({ name, asks });

export const checklists: Readonly<Record<string, readonly Item[]>> = {
  "dev": [repository, envFile, dependencies, valid, ready],
  "staging": [valid, secretsKept, testsGreen, ready],
  "prod": [valid, secretsKept, testsGreen, ready, say("backup-tried", "A backup was restored and looked at.")],
  "before-change": [
    say("document-read", "The system document was read."),
    ownBranch,
    say("backup", "There is a backup, if the change touches data."),
    testsRun,
  ],
  "after-change": [
    testsRun,
    testsGreen,
    lint,
    documentation,
    commitMessage,
    pushed,
  ],
  "transfer": [
    say("exported", "The data was exported from develop, and the file passes its check."),
    mergedDevelop,
    say("deployed", "The deploy that runs the migrations has ended."),
    say("copied", "The file was copied, and its checksum is the same there."),
    say("imported", "The data was imported."),
    say("verified", "The data was verified."),
    say("assigned", "Every case has the right gestor."),
  ],
  "deployment": [
    testsGreen,
    say("log-read", "The log of the deploy was read."),
    ready,
    say("tried", "The login page, /health and /api/ were tried."),
    quietLogs,
  ],
  "delivery": [
    runner,
    suite("auth", "The tests of signing in are green."),
    suite("rules", "The tests of permissions are green."),
    coverage,
    workflow("check", "The workflow that tests is what the environments say."),
    workflow("deploy", "The workflow that deploys is what the environments say."),
    lastDeploy,
    migrationTool,
    firstMigration,
  ],
  "infrastructure": [
    valid,
    dependencies,
    say("disk", "There is room on the disks for what the backups need."),
    say("certificates", "The certificates last longer than a month."),
    say("access", "Who left has no access any more."),
  ],
};
