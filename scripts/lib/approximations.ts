/** What an environment's file asks for and its target only comes near to: all is told. */

import type { Environment } from "../../platform/environment.ts";
import type { Support } from "../../platform/targets/target.ts";

export interface Approximation {
  /** As `api.memory`. */
  field: string;
  /** What the target does instead. */
  instead: string;
  file: string;
  line: number;
  column: number;
}

/** Of fields that were written; defaults nobody asked for are not missed. */
export function findApproximations(
  environment: Environment, support: Support,
): readonly Approximation[] {
  const { description, owner, labels, components } = environment;
  const found: Approximation[] = [];
  const ask = (path: string, field: string, pointer: string, value: unknown): void => {
    if (!isWritten(environment, pointer)) return;
    const answer = support(path, value);
    if (answer !== "honoured" && "approximated" in answer) {
      const { file, line, column } = environment.locate(pointer);
      found.push({ field, instead: answer.approximated, file, line, column });
    } else {
      askInside(value, (name, inner) => {
        ask(`${path}.${name}`, `${field}.${name}`, `${pointer}/${name}`, inner);
      });
    }
  };
  askInside({ description, owner, labels }, (name, value) => {
    ask(`Environment.${name}`, name, `/${name}`, value);
  });
  for (const [component, { kind, ...fields }] of Object.entries(components)) {
    const inside = `/components/${component}`;
    askInside(fields, (name, value) => {
      ask(`${kind}.${name}`, `${component}.${name}`, `${inside}/${name}`, value);
    });
  }
  return found;
}

function askInside(value: unknown, ask: (name: string, inner: unknown) => void): void {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return;
  for (const [name, inner] of Object.entries(value)) ask(name, inner);
}

/** A default is located at the nearest thing that was written, which is what is around it. */
function isWritten({ locate }: Environment, pointer: string): boolean {
  const [own, around] = [locate(pointer), locate(pointer.slice(0, pointer.lastIndexOf("/")))];
  return own.file !== around.file || own.line !== around.line || own.column !== around.column;
}
