/** A Docker daemon of this machine, which is asked what there is. */
import type { DockerLab } from "../lab/docker.ts";
import type { Place } from "./place.ts";

export function openDockerPlace(lab: DockerLab, environment: string): Place {
  const mine = { label: [`andamio.environment=${environment}`] };
  const clean = () => ["-", "."].forEach((end) => lab.clean(`${environment}${end}`));
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
      const own = Volumes.map(({ Name, Mountpoint }): [string, string] =>
        [Name.slice(`${environment}-`.length), Mountpoint]);
      return Object.fromEntries(own.sort());
    },
    async close() {
      clean();
    },
  };
}
