/** Before the tests of the project `kubernetes`: a cluster. */
import type { TestProject } from "vitest/node";

import { requireKubernetes } from "./kubernetes.ts";
import { prepare } from "./prepare.ts";

export const setup = (project: TestProject) => prepare(project, "kubernetes", requireKubernetes);
