/** The table of rules: adding one is a file and a line here. */
import type { Rule } from "./rule.ts";
import { branchNames } from "./rules/branch-names.ts";
import { closedCors } from "./rules/closed-cors.ts";
import { coveredPods } from "./rules/covered-pods.ts";
import { cronBounds } from "./rules/cron-bounds.ts";
import { databaseUser } from "./rules/database-user.ts";
import { debugOff } from "./rules/debug-off.ts";
import { errorTracker } from "./rules/error-tracker.ts";
import { hardenedContainers } from "./rules/hardened-containers.ts";
import { hardenedPods } from "./rules/hardened-pods.ts";
import { hasOwner } from "./rules/has-owner.ts";
import { healthCron } from "./rules/health-cron.ts";
import { healthPaths } from "./rules/health-paths.ts";
import { hsts } from "./rules/hsts.ts";
import { https } from "./rules/https.ts";
import { httpsRedirect } from "./rules/https-redirect.ts";
import { imageFile } from "./rules/image-file.ts";
import { keptData } from "./rules/kept-data.ts";
import { keyRotation } from "./rules/key-rotation.ts";
import { knownRegistry } from "./rules/known-registry.ts";
import { liveActions } from "./rules/live-actions.ts";
import { logLevel } from "./rules/log-level.ts";
import { mailDelivered } from "./rules/mail-delivered.ts";
import { migrationsFirst } from "./rules/migrations-first.ts";
import { minReplicas } from "./rules/min-replicas.ts";
import { noSeed } from "./rules/no-seed.ts";
import { nonRootUser } from "./rules/non-root-user.ts";
import { oneScheduler } from "./rules/one-scheduler.ts";
import { pinnedImages } from "./rules/pinned-images.ts";
import { pipelineSecrets } from "./rules/pipeline-secrets.ts";
import { privateStores } from "./rules/private-stores.ts";
import { productionMode } from "./rules/production-mode.ts";
import { queueRedis } from "./rules/queue-redis.ts";
import { queueWorker } from "./rules/queue-worker.ts";
import { rateLimit } from "./rules/rate-limit.ts";
import { reachesOutside } from "./rules/reaches-outside.ts";
import { readOnlyRoot } from "./rules/read-only-root.ts";
import { readableCommands } from "./rules/readable-commands.ts";
import { requestsWithinLimits } from "./rules/requests-within-limits.ts";
import { runtimeOptions } from "./rules/runtime-options.ts";
import { secretOwner } from "./rules/secret-owner.ts";
import { secretPurpose } from "./rules/secret-purpose.ts";
import { secretStrength } from "./rules/secret-strength.ts";
import { secureCookies } from "./rules/secure-cookies.ts";
import { serverDatabase } from "./rules/server-database.ts";
import { statefulReplicas } from "./rules/stateful-replicas.ts";
import { supportedVersions } from "./rules/supported-versions.ts";
import { trustedProxies } from "./rules/trusted-proxies.ts";
import { unusedSecret } from "./rules/unused-secret.ts";

export const rules: readonly Rule[] = [
  branchNames,
  closedCors,
  coveredPods,
  cronBounds,
  databaseUser,
  debugOff,
  errorTracker,
  hardenedContainers,
  hardenedPods,
  hasOwner,
  healthCron,
  healthPaths,
  hsts,
  httpsRedirect,
  https,
  imageFile,
  keptData,
  keyRotation,
  knownRegistry,
  liveActions,
  logLevel,
  mailDelivered,
  migrationsFirst,
  minReplicas,
  noSeed,
  nonRootUser,
  oneScheduler,
  pinnedImages,
  pipelineSecrets,
  privateStores,
  productionMode,
  queueRedis,
  queueWorker,
  rateLimit,
  reachesOutside,
  readableCommands,
  readOnlyRoot,
  requestsWithinLimits,
  runtimeOptions,
  secretOwner,
  secretPurpose,
  secretStrength,
  secureCookies,
  serverDatabase,
  statefulReplicas,
  supportedVersions,
  trustedProxies,
  unusedSecret,
];
