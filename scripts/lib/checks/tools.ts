/** Are the programs there that an environment needs? Installs nothing. */

import { isPlatformError, type PlatformError } from "../../../platform/errors.ts";
import { targets } from "../../../platform/targets/index.ts";
import { findTool, type ToolName, toolNames } from "../tools.ts";
import type { Check, Finding } from "./finding.ts";

export const checkTools: Check = async (_call, { target, components }) => {
  const names = toolNames(targets[target]!, Object.values(components));
  const wanted = new Set<ToolName>(["pulumi", ...Object.values(names)]);
  const findings: Finding[] = [{ check: "tool", ok: true, message: `node ${process.versions.node} (${process.execPath})` }];
  for (const name of wanted) findings.push(await checkTool(name));
  return findings;
};

async function checkTool(name: ToolName): Promise<Finding> {
  try {
    const { path, version, origin } = await findTool(name, { install: false });
    return { check: "tool", ok: true, message: `${name} ${version}, ${origin} (${path})` };
  } catch (error) {
    if (!isPlatformError(error) || error.code !== "tool_missing") throw error;
    return { check: "tool", ok: false, ...describeMissing(name, error) };
  }
}

/** Nothing was asked to be installed, so the finder's talk of refusing is left out. */
function describeMissing(name: ToolName, { hint }: PlatformError): Pick<Finding, "message" | "hint"> {
  const others = hint?.replace(/^type the command without --no-install, or |, and type the command again$/g, "");
  return { message: `${name} is not there; the next up tries to install it`, hint: others };
}
