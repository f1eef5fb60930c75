/**
 * What is answered in one turn of the event loop goes out one right after the other: a machine
 * that waits for several answers is woken once, which costs more than to make one.
 */

import fp from "fastify-plugin";

export const batching = fp(
  async (app) => {
    let waiting: (() => void)[] = [];
    const send = (): void => {
      const answers = waiting;
      waiting = [];
      for (const answer of answers) answer();
    };
    app.addHook("onSend", (_request, _reply, payload, done) => {
      if (waiting.length === 0) setImmediate(send);
      waiting.push(() => {
        try {
          done(null, payload);
        } catch (error) {
          done(error as Error); // as Fastify does where nobody waits
        }
      });
    });
  },
  { name: "batching" },
);
