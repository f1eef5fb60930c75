/** What a pull request would change, as a comment and an artifact. Has no secret. */

import { checkoutAll, install, keep, makeJob, setUpNode } from "./steps.ts";
import type { WorkflowFile } from "./workflow.ts";

export const preview: WorkflowFile = {
  about: "What a pull request would change in each environment. Of a fork too, without secrets: then there is no comment.",
  make: () => ({
    name: "preview",
    on: { pull_request: { branches: ["main", "develop"] } },
    permissions: {},
    concurrency: { group: "preview-${{ github.ref }}", "cancel-in-progress": true },
    jobs: {
      preview: makeJob(15, [
        checkoutAll,
        setUpNode(),
        install,
        {
          name: "Plans, without credentials",
          run: "npx andamio ci preview",
          env: { GITHUB_TOKEN: "${{ github.token }}" },
        },
        keep("plans", "reports/preview/"),
      ], { permissions: { "contents": "read", "pull-requests": "write" } }),
    },
  }),
};
