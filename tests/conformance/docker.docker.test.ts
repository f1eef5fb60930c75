/** Every example on a real Docker daemon, which is asked what there is. */
import { onDocker } from "../lab/lab.ts";
import { conform } from "./conform.ts";

const environment = "conform";
const mine = { label: [`andamio.environment=${environment}`] };

onDocker("every example on docker", (lab) => {
  const clean = () => ["-", "."].forEach((end) => lab.clean(`${environment}${end}`));

  conform(async () => {
    clean();
    return {
      target: "docker",
      settings: {},
      variables: lab.variables,
      async findRunning() {
        const found = await lab.client.listContainers({ filters: mine });
        const units = found.filter(({ Labels }) =>
          ["workload", "store"].includes(Labels["andamio.kind"] ?? ""));
        const seen: Record<string, string[]> = {};
        for (const { Id, Labels } of units) {
          const { State } = await lab.client.getContainer(Id).inspect();
          (seen[Labels["andamio.component"] ?? ""] ??= []).push(`${Id} ${State.StartedAt}`);
        }
        for (const ids of Object.values(seen)) ids.sort();
        return seen;
      },
      async findVolumes() {
        const { Volumes = [] } = await lab.client.listVolumes({ filters: mine });
        return Volumes.map(({ Name }) => Name).sort();
      },
      async close() {
        clean();
      },
    };
  });
});
