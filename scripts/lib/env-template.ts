/** A `.env.example`: every variable that whoever deploys an environment has to set. */

import type { Environment } from "../../platform/environment.ts";
import { listContracts } from "./secrets/contract.ts";

export function makeTemplate(environment: Environment): string {
  const contracts = new Map(listContracts(environment).map((one) => [one.name, one]));
  const blocks = Object.entries(environment.components).flatMap(([name, { kind, from }]) => {
    const { variable, file } = (from ?? {}) as { variable?: string; file?: string };
    if (kind !== "Secret" || (variable ?? file) === undefined) return [];
    const { consumers, scopes, minBytes, owner, optional } = contracts.get(name)!;
    const users = [...consumers, ...scopes].join(", ") || "nobody";
    const said = [
      `${name}, for ${users}`,
      ...(minBytes > 1 ? [`at least ${minBytes} bytes`] : []),
      ...(owner === undefined ? [] : [`ask ${owner}`]),
      ...(optional ? ["may be left out"] : []),
    ];
    return [`# ${said.join("; ")}\n${variable === undefined ? `# in the file ${file}` : `${variable}=`}`];
  });
  const head = `# What whoever deploys ${environment.name} sets. Made by: andamio env ${environment.name} --template`;
  return [head, ...blocks].join("\n\n");
}
