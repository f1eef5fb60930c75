/** Takes components away whatever state they are in, so that the next `up` makes them anew. */
import type Docker from "dockerode";

import { ownVolume } from "../values.ts";
import { removeContainer, stopContainer } from "./containers.ts";
import { removeVolume } from "./host-folder.ts";
import { hostName } from "./names.ts";
import { listStanding } from "./restart.ts";

export async function discardComponents(
  docker: Docker,
  environment: string,
  components: readonly string[],
  { data }: { data: boolean },
): Promise<void> {
  const found = await listStanding(docker, environment, components);
  await Promise.all(found.map(async ({ id }) => {
    await stopContainer(docker, id);
    await removeContainer(docker, id);
  }));
  if (!data) return;
  for (const component of components) {
    await removeVolume(docker, hostName(environment, ownVolume(component)));
  }
}
