/** Lays out what a program needs before it starts, and clears what earlier ones needed. */
import type { Inputs } from "./handler.ts";
import { machineOf } from "./machine.ts";
import type { ProgramInputs } from "./program.ts";
import { makeView } from "./program-view.ts";
import { forgetFiles, writeFiles } from "./secret-files.ts";

export async function prepareProgram(inputs: Inputs): Promise<void> {
  const { program, mounts, files } = inputs as unknown as ProgramInputs;
  await makeView(program, mounts);
  writeFiles(machineOf(inputs).paths, inputs.component, files);
}

/** Once nothing runs that read them. */
export function clearPrograms(inputs: Inputs): void {
  const { files } = inputs as unknown as ProgramInputs;
  forgetFiles(machineOf(inputs).paths, inputs.component, files);
}
