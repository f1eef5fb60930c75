/** The running side under the names of the file: a target knows what was moved by its old name. */
import type { Operations } from "../../platform/targets/operations.ts";
import { changeLines } from "./logs/change-lines.ts";

type Moved = Readonly<Record<string, string>>;

export function translateNames(operations: Operations, moved: Moved): Operations {
  if (Object.keys(moved).length === 0) return operations;
  const news = new Map(Object.entries(moved).map(([name, old]) => [old, name]));
  const toOld = (name: string): string => (Object.hasOwn(moved, name) ? moved[name]! : name);
  const toNew = (name: string): string => news.get(name) ?? name;
  const { secrets } = operations;
  return {
    ...operations,
    async status() {
      const units = await operations.status();
      return units.map((unit) => ({ ...unit, component: toNew(unit.component) }));
    },
    async logs(options) {
      const components = options.components.map(toOld);
      const logs = await operations.logs({ ...options, components });
      return changeLines(logs, { name: (process) => renameProcess(process, toNew) });
    },
    exec: (component, command, streams) => operations.exec(toOld(component), command, streams),
    run: (component, streams) => operations.run(toOld(component), streams),
    restart: (components) => operations.restart(components.map(toOld)),
    discard: (components, options) => operations.discard(components.map(toOld), options),
    ...(secrets && {
      secrets: {
        read: (name) => secrets.read(oldSecret(name, toOld)),
        write: (name, value) => secrets.write(oldSecret(name, toOld), value),
      },
    }),
  };
}

function renameProcess(
  { component, unit }: { component: string; unit: string }, toNew: (name: string) => string,
): { component: string; unit: string } {
  const name = toNew(component);
  const isOwn = unit.startsWith(component);
  return { component: name, unit: isOwn ? `${name}${unit.slice(component.length)}` : unit };
}

/** The secret of a component is called after it. */
function oldSecret(name: string, toOld: (name: string) => string): string {
  const [, component = name, role = ""] = /^(.*?)(-password|-previous)$/.exec(name) ?? [];
  return `${toOld(component)}${role}`;
}
