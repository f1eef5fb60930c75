// Runs one step again and again: soon after it was woken, else at intervals, never twice at once.

export interface Loop {
  wake(): void;
  /** Waits for the step that is under way. */
  stop(): Promise<void>;
}

export function startLoop(intervalMs: number, step: () => Promise<void>, onError: (error: unknown) => void): Loop {
  let stopped = false;
  let woken = true;
  let running: Promise<void> | undefined;

  const run = async (): Promise<void> => {
    while (woken && !stopped) {
      woken = false;
      await step().catch(onError);
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
    async stop() {
      stopped = true;
      clearInterval(timer);
      await running;
    },
  };
}
