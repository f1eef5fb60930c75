/**
 * app.events: messages to the browsers that are connected, on every replica when there is Redis.
 * Who is not connected gets nothing, now or later.
 */

import { randomUUID } from "node:crypto";

import websocket from "@fastify/websocket";
import type { FastifyInstance } from "fastify";
import fp from "fastify-plugin";

import { type Audience, Connections, type Message } from "./connections.ts";
import { connectRedis } from "./redis.ts";

const channel = "events";
/** How soon who was signed out has no socket */
const checkMs = 5_000;

export interface Events {
  readonly connections: Connections;
  /** Call it after the commit. */
  publish(audience: Audience, message: Message): void;
}

declare module "fastify" {
  interface FastifyInstance {
    events: Events;
  }
}

export const events = fp(
  async (app) => {
    await app.register(websocket, { options: { maxPayload: 4_096 } });
    const connections = new Connections();
    const share = app.config.redis.limits ? shareEvents(app, connections) : () => {};
    app.decorate("events", {
      connections,
      publish(audience, message) {
        connections.deliver(audience, message);
        share(audience, message);
      },
    });
    const timer = setInterval(() => {
      closeEnded(app, connections).catch((error: unknown) =>
        app.log.warn({ err: error }, "The sockets could not be checked"),
      );
    }, checkMs);
    app.addHook("onClose", async () => clearInterval(timer));
  },
  { name: "events", dependencies: ["limits", "database"] },
);

/** Each process knows its own messages, so that one is delivered even while Redis is away. */
function shareEvents(app: FastifyInstance, connections: Connections) {
  const { redis, config, log } = app;
  const me = randomUUID();
  const subscriber = connectRedis(config.redis.limits!, log, { patient: true });
  subscriber.subscribe(channel).catch(() => {}); // connectRedis tells it
  subscriber.on("message", (_channel, text) => {
    const { from, audience, message } = JSON.parse(text) as Shared;
    if (from !== me) connections.deliver(audience, message);
  });
  app.addHook("onClose", async () => subscriber.disconnect());
  return (audience: Audience, message: Message): void => {
    const shared: Shared = { from: me, audience, message };
    redis?.publish(channel, JSON.stringify(shared)).catch((error: unknown) =>
      log.warn({ err: error }, "Other replicas did not get an event"),
    );
  };
}

interface Shared {
  from: string;
  audience: Audience;
  message: Message;
}

/** Of users who were signed out or switched off. */
async function closeEnded({ db }: FastifyInstance, connections: Connections): Promise<void> {
  const families = connections.families();
  if (families.length === 0) return;
  const live = await db.issuedToken.findMany({
    where: {
      family: { in: families },
      revokedAt: null,
      expiresAt: { gt: new Date() },
      user: { active: true },
    },
    select: { family: true },
  });
  connections.closeAllBut(new Set(live.map(({ family }) => family)));
}
