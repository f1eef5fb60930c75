/** Several processes that serve one port (N003-104). Knows nothing of what they serve. */

import cluster, { type Worker } from "node:cluster";
import { once } from "node:events";

import { answerForAll } from "./cluster-metrics.ts";
import type { Running } from "./process.ts";

/**
 * One that ends later is replaced; one that ends before it listens ends all with its exit code,
 * for the next would do the same.
 */
export async function startWorkers(count: number): Promise<Running> {
  const listening = new Set<Worker>();
  let isClosing = false;
  answerForAll();
  cluster.on("listening", (worker) => void listening.add(worker));
  cluster.on("exit", (worker, code) => {
    if (isClosing) return;
    if (!listening.delete(worker)) process.exit(code || 1);
    cluster.fork();
  });
  for (let number = 0; number < count; number++) cluster.fork();
  return {
    async close() {
      isClosing = true;
      const workers = Object.values(cluster.workers ?? {}) as Worker[];
      const ended = workers.map((worker) => once(worker, "exit"));
      for (const { process: one } of workers) one.kill("SIGTERM");
      await Promise.all(ended);
    },
  };
}
