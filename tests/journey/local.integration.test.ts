/** The journey on this machine, as processes. */

import { anyFreePort } from "../../platform/targets/local/ports.ts";
import { takeJourney } from "./journey.ts";

const port = await anyFreePort();

takeJourney(
  async () => ({
    target: "local",
    settings: "",
    variables: {},
    openAddress: async () => `http://127.0.0.1:${port}`,
    async kill(component, project) {
      const status = await project.must("status", "journey", "--json");
      const { units } = JSON.parse(status) as { units: { component: string; pids: number[] }[] };
      for (const pid of units.find((unit) => unit.component === component)!.pids) {
        process.kill(pid, "SIGKILL");
      }
    },
  }),
  port,
);
