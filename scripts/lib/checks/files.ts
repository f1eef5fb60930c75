/** Was something deployed from this clone whose file is away? */

import { listEnvironments } from "../../../platform/environment.ts";
import { asTyped } from "../as-typed.ts";
import { listRecordedNames } from "../recorded/names.ts";
import type { Check } from "./finding.ts";

export const checkFiles: Check = async ({ root }) => {
  const present = listEnvironments(root).map(({ name }) => name);
  return listRecordedNames(root)
    .filter((name) => !present.includes(name))
    .map((name) => ({
      check: "file",
      ok: false,
      message: `${name} was deployed from here, and environments/${name}.yaml is away`,
      hint: asTyped(`put the file back, or remove it: andamio destroy ${name}; andamio ls lists all`),
    }));
};
