/** /ws/:token: what a signed-in browser is told while it listens (R002-34). */

import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { Type } from "typebox";
import type { WebSocket } from "ws";

import { AppError } from "../../errors.ts";
import { findCurrentUser } from "../auth/service.ts";
import { endOf, verifyAccessToken } from "../auth/tokens.ts";

export const notificationRoutes: FastifyPluginAsyncTypebox = async (app) => {
  const { db, config, events } = app;

  app.get(
    "/ws/:token",
    {
      websocket: true,
      config: { access: "public" },
      schema: { hide: true, params: Type.Object({ token: Type.String({ maxLength: 2000 }) }) },
    },
    (socket, { params, log }) => {
      socket.on("message", () => {}); // read, and without meaning
      listen(socket, params.token).catch((error: unknown) => {
        if (!(error instanceof AppError)) log.error({ err: error }, "A socket was refused");
        socket.close(error instanceof AppError ? 4001 : 1011);
      });
    },
  );

  /** Closed with 4001 when the token is not good, and when it is so no longer (X35). */
  async function listen(socket: WebSocket, token: string): Promise<void> {
    const identity = await verifyAccessToken(token, config.jwtSecret);
    if (identity instanceof AppError) throw identity;
    const { id, role } = await findCurrentUser(db, identity);
    if (socket.readyState !== socket.OPEN) return;
    events.connections.add(socket, { id, role, family: identity.family });
    const timer = setTimeout(() => socket.close(4001), endOf(token).getTime() - Date.now());
    socket.once("close", () => clearTimeout(timer));
  }
};
