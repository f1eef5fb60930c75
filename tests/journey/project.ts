/** A copy of the project, for what is deployed is the app itself, with one environment more. */
import { makeProject, type Project } from "../project.ts";

const copied = [
  ...["app", "platform", "scripts", "Pulumi.yaml", "package.json", "package-lock.json"],
  ...["tsconfig.json", "environments/base.yaml", "environments/examples", "policies"],
];

export function copyProject(environment: string, name = "journey"): Project {
  return makeProject({ name, environment, copied });
}
