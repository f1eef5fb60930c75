/** Jobs that publish elsewhere what an environment names under `workflows.publish`. */

import { actions } from "./actions.ts";
import { buildPages, checkout, makeJob, secret, setUpNode } from "./steps.ts";
import type { Job, PipelineEnvironment } from "./workflow.ts";

export function publishJobs(
  { name, branch, publish: { heroku, netlify } }: PipelineEnvironment, needs: readonly string[],
): Record<string, Job> {
  const common = { needs, if: `github.ref == 'refs/heads/${branch}'`, environment: name };
  return {
    ...(heroku && { [`deploy-backend-${name}`]: makeJob(30, [checkout, {
      uses: actions.heroku.uses,
      with: {
        heroku_api_key: secret("HEROKU_API_KEY"),
        heroku_app_name: secret("HEROKU_APP_NAME"),
        heroku_email: secret("HEROKU_EMAIL"),
        appdir: heroku.folder,
      },
    }], common) }),
    ...(netlify && { [`deploy-frontend-${name}`]: makeJob(30, [checkout, setUpNode(false), {
      ...buildPages(netlify.folder),
      env: { VITE_API_URL: "${{ vars.VITE_API_URL }}" },
    }, {
      uses: actions.netlify.uses,
      with: { "publish-dir": netlify.publish, "production-deploy": true },
      env: {
        NETLIFY_AUTH_TOKEN: secret("NETLIFY_AUTH_TOKEN"),
        NETLIFY_SITE_ID: secret("NETLIFY_SITE_ID"),
      },
    }], common) }),
  };
}
