/** The variables of a job that works on an environment: its secrets, and where the state is. */

import { secret } from "./steps.ts";
import type { PipelineEnvironment } from "./workflow.ts";

export function credentialsOf(
  { secrets, hasBackend }: PipelineEnvironment,
): Record<string, string> {
  const all = ["ANDAMIO_FINGERPRINT_KEY", ...secrets].sort();
  const own = Object.fromEntries(all.map((name) => [name, secret(name)]));
  return hasBackend ? own : { PULUMI_BACKEND_URL: "${{ vars.PULUMI_BACKEND_URL }}", ...own };
}
