/** The running side of this target: what runs on the host, by its labels. Loads no Pulumi. */
import { PlatformError } from "../../errors.ts";
import type { Operations } from "../operations.ts";
import { listContainers, removeContainer, stopContainer } from "./containers.ts";
import { iterateDaemon, type openDaemon, withDaemon } from "./daemon.ts";
import { discardComponents } from "./discard.ts";
import { removeVolume } from "./host-folder.ts";
import { openLogs } from "./logs.ts";
import { label } from "./names.ts";
import { restartComponents } from "./restart.ts";
import { runCommand, runOnce } from "./run-command.ts";
import { openState, secretPath } from "./state.ts";
import { describeUnits } from "./status.ts";

interface Place {
  name: string;
  settings?: Readonly<Record<string, unknown>>;
}

export function operate({ name, settings = {} }: Place): Operations {
  const host = settings["host"] as string | undefined;
  return {
    status: () => withDaemon(host, (docker) => describeUnits(docker, name)),
    holds: (port) =>
      withDaemon(host, async (docker) => {
        const filters = { label: [`${label.environment}=${name}`] };
        const running = await docker.listContainers({ filters });
        return running.some(({ Ports }) => Ports.some(({ PublicPort }) => PublicPort === port));
      }),
    async logs(options) {
      const logs = await withDaemon(host, (docker) => openLogs(docker, name, options));
      return {
        processes: logs.processes.map((one) => ({
          ...one,
          read: (from) => iterateDaemon(host, one.read(from)),
        })),
        follow: () => iterateDaemon(host, logs.follow()),
      };
    },
    exec: (component, command, streams) =>
      withDaemon(host, (docker) => runCommand(docker, name, component, command, streams)),
    run: (component, streams) =>
      withDaemon(host, (docker) => runOnce(docker, name, component, streams)),
    restart: (components) =>
      withDaemon(host, (docker) => restartComponents(docker, name, components)),
    discard: (components, options) =>
      withDaemon(host, (docker) => discardComponents(docker, name, components, options)),
    stop: () =>
      withDaemon(host, async (docker) => {
        const found = await listContainers(docker, name);
        // what is asked ends before what it asks
        for (const isLast of [false, true]) {
          const now = found.filter(({ kind }) => (kind === "store" || kind === "proxy") === isLast);
          await Promise.all(now.map(({ id }) => stopContainer(docker, id)));
        }
      }),
    secrets: {
      read: (secret) =>
        withDaemon(host, (docker) => openState(docker, name).read(secretPath(secret))),
      write: (secret, value) =>
        withDaemon(host, (docker) => openState(docker, name).write(secretPath(secret), value)),
    },
    removeData: () => withDaemon(host, (docker) => removeData(docker, name)),
  };
}

async function removeData(docker: ReturnType<typeof openDaemon>, name: string): Promise<void> {
  const found = await listContainers(docker, name);
  if (found.some(({ running }) => running)) {
    throw new PlatformError("locked", `${name} still runs`, {
      hint: `andamio destroy ${name} --data`,
    });
  }
  for (const { id } of found) await removeContainer(docker, id);
  const filters = { label: [`${label.environment}=${name}`] };
  const { Volumes = [] } = await docker.listVolumes({ filters });
  for (const { Name } of Volumes) await removeVolume(docker, Name);
}
