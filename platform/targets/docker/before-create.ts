/** What happens right before a container is created, whatever the cause. Loads no Pulumi. */
import { withDaemon } from "./daemon.ts";
import { retire, type Unit } from "./retire.ts";

export async function beforeCreate(props: Readonly<Record<string, unknown>>): Promise<void> {
  const { host, name, ...unit } = props as unknown as Unit & { name: string; host?: string };
  await withDaemon(host, (docker) => retire(docker, unit, name));
}
