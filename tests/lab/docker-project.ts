/** Before the tests of the project `docker`: a daemon. */
import type { TestProject } from "vitest/node";

import { requireDocker } from "./docker.ts";
import { prepare } from "./prepare.ts";

export const setup = (project: TestProject) => prepare(project, "docker", requireDocker);
