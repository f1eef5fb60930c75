/** Ctrl-C and its kin: the first asks for an orderly end, the second ends at once. */

import { constants } from "node:os";

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

export interface Interrupts {
  signal: AbortSignal;
  /** 128 and the signal's number, once there was one: 130 for Ctrl-C. */
  exitCode(): number | undefined;
  stop(): void;
}

export function watchInterrupts(): Interrupts {
  const controller = new AbortController();
  let received: NodeJS.Signals | undefined;
  const handle = (name: NodeJS.Signals) => {
    if (received !== undefined) {
      process.exit(codeOf(received));
    }
    received = name;
    controller.abort();
  };
  for (const name of signals) {
    process.on(name, handle);
  }
  return {
    signal: controller.signal,
    exitCode: () => (received === undefined ? undefined : codeOf(received)),
    stop: () => {
      for (const name of signals) {
        process.off(name, handle);
      }
    },
  };
}

function codeOf(name: NodeJS.Signals): number {
  return 128 + constants.signals[name];
}
