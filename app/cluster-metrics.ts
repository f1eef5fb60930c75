/**
 * Metrics where several processes serve one port: whichever is asked tells the sums of all. Knows
 * no HTTP.
 */

import cluster from "node:cluster";

import { AggregatorRegistry, type Registry } from "prom-client";

const question = "metrics of all";
type Answer = { answers: string } & ({ text: string } | { error: string });

/** In the process that has started the others: it alone can ask them all. */
export function answerForAll(): void {
  const all = new AggregatorRegistry();
  cluster.on("message", (worker, message: unknown) => {
    if (message !== question) return;
    const answer = (rest: { text: string } | { error: string }) =>
      void worker.send({ answers: question, ...rest });
    all.clusterMetrics().then(
      (text) => answer({ text }),
      (error: unknown) => answer({ error: String(error) }),
    );
  });
}

/** What /metrics shows, given the metrics of this process. */
export function openMetrics(own: Registry): () => Promise<string> {
  if (!cluster.isWorker) return () => own.metrics();
  AggregatorRegistry.setRegistries(own);
  new AggregatorRegistry(); // listens for the question what its own are
  return () =>
    new Promise((resolve, reject) => {
      process.on("message", function listen(message: unknown) {
        if (!isAnswer(message)) return;
        process.off("message", listen);
        if ("text" in message) resolve(message.text);
        else reject(new Error(message.error));
      });
      process.send!(question);
    });
}

function isAnswer(message: unknown): message is Answer {
  return typeof message === "object" && message !== null && "answers" in message;
}
