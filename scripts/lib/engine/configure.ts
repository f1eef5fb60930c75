/** Changes the settings of a stack, in which the engine keeps secret values encrypted. */
import type { Session } from "./stack.ts";
import { openCommand, openStack } from "./stack.ts";

/** Without a value it is removed. The value goes by standard input: a command line can be seen. */
export async function configure(
  session: Session, key: string, value: string | undefined,
): Promise<void> {
  const { environment: { name }, root } = session;
  await openStack(session, async () => ({}));
  const command = await openCommand(session);
  const action = value === undefined ? ["config", "rm", key] : ["config", "set", "--secret", key];
  await command.run([...action, "--stack", name], root, {}, undefined, undefined, undefined, value);
}
