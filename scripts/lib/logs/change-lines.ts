/** The same logs with other names or other texts. */

import type { LogLine, Logs } from "../../../platform/targets/operations.ts";

interface Changes {
  name?: (process: { component: string; unit: string }) => { component: string; unit: string };
  text?: (text: string) => string;
}

export function changeLines(
  { processes, follow }: Logs, { name = (process) => process, text = String }: Changes,
): Logs {
  const change = (line: LogLine): LogLine =>
    ({ ...line, ...name(line), text: text(line.text) });
  return {
    processes: processes.map(({ read, ...process }) => ({
      ...name(process),
      async* read(options) {
        for await (const line of read(options)) yield { ...line, text: text(line.text) };
      },
    })),
    async* follow() {
      for await (const batch of follow()) yield batch.map(change);
    },
  };
}
