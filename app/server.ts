/** Entry: the HTTP server, in as many processes as WEB_CONCURRENCY says. */

import cluster from "node:cluster";
import type { Server } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { setImmediate as nextTurn, setTimeout as sleep } from "node:timers/promises";

import { buildApp } from "./app.ts";
import { type Config, readConfig } from "./config/config.ts";
import { type Running, runProcess } from "./process.ts";
import { startWorkers } from "./workers.ts";

await runProcess(async () => {
  const config = readConfig();
  return config.workers > 1 && cluster.isPrimary ? startWorkers(config.workers) : serve(config);
});

async function serve(config: Config): Promise<Running> {
  const app = await buildApp(config);
  const { server } = app;
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  await app.listen({ host: config.host, port: config.port });
  const { port } = server.address() as AddressInfo; // asked for as 0, it is any free one
  app.log.info(`Bound to ${config.host}:${port}`);
  return {
    async close() {
      app.log.info("Closing");
      await takeLeave(server);
      await stopListening(server);
      // else a connection without a request holds the close for its time-out
      const silent = new Set<Socket>();
      const idle = setInterval(() => {
        server.closeIdleConnections();
        for (const socket of sockets) {
          if (socket.bytesRead > 0) continue;
          // what came with a new one is read before it is looked at again
          if (silent.has(socket)) socket.destroy();
          silent.add(socket);
        }
      }, 25);
      await app.close();
      clearInterval(idle);
    },
  };
}

/** How long who keeps a connection has to ask once more: with the rest, half a second. */
const leaveMs = 300;

/**
 * A connection is closed with an answer that says so, for at any other moment a request may be on
 * its way.
 */
async function takeLeave(server: Server): Promise<void> {
  server.prependListener("request", (_request, response) => (response.shouldKeepAlive = false));
  const count = () =>
    new Promise<number>((done) => server.getConnections((_error, open) => done(open ?? 0)));
  for (const end = Date.now() + leaveMs; Date.now() < end && (await count()) > 0;) await sleep(50);
}

/** Only when nobody waits to be accepted: whoever does is cut off. */
async function stopListening(server: Server): Promise<void> {
  let accepted = true;
  const note = () => void (accepted = true);
  server.on("connection", note);
  for (const end = Date.now() + leaveMs; accepted && Date.now() < end;) {
    accepted = false;
    await nextTurn(); // of those that wait, each turn of the event loop accepts one
  }
  server.off("connection", note);
  server.close();
}
