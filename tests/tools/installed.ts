/** Makes the tools of every environment first, so that no test waits for a build in its time. */
import { findTools } from "../../scripts/lib/tools.ts";

export async function setup(): Promise<void> {
  await findTools({ pulumi: "pulumi", supervisor: "process-compose" });
}
