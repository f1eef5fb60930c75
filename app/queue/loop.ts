/**
 * Runs one step again and again: soon after it was woken, else at intervals, never twice at once.
 */

export interface Loop {
  wake(): void;
  /** Whether the last step went through */
  isWell(): boolean;
  /** Waits for the step that is under way. */
  stop(): Promise<void>;
}

export function startLoop(
  intervalMs: number,
  step: () => Promise<void>,
  onError: (error: unknown) => void,
): Loop {
  let stopped = false;
  let woken = true;
  let well = true;
  let running: Promise<void> | undefined;

  const run = async (): Promise<void> => {
    while (woken && !stopped) {
      woken = false;
      try {
        await step();
        well = true;
      } catch (error) {
        if (well) onError(error); // an outage is told once
        well = false;
      }
    }
    running = undefined;
  };
  const wake = (): void => {
    woken = true;
    if (!stopped) running ??= run();
  };
  const timer = setInterval(wake, intervalMs);
  wake();
  return {
    wake,
    isWell: () => well,
    async stop() {
      stopped = true;
      clearInterval(timer);
      await running;
    },
  };
}
