/** Are the programs there that an environment needs? Installs nothing. */

import { isPlatformError, type PlatformError } from "../../../platform/errors.ts";
import { findTool, type ToolName } from "../tools.ts";
import type { Check, Finding } from "./finding.ts";

/** Programs by the kind or engine that needs them. */
const needed: Readonly<Record<string, ToolName>> = { postgresql: "postgresql", Redis: "redis-server" };

export const checkTools: Check = async (_call, { components }) => {
  const wanted = new Set<ToolName>(["pulumi", "process-compose"]);
  for (const component of Object.values(components)) {
    const engine = "engine" in component ? String(component.engine) : component.kind;
    if (needed[engine] !== undefined) wanted.add(needed[engine]);
  }
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
