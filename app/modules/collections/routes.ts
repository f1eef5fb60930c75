/** The collections over HTTP: cases, work on them, and figures. */

import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";

import { group } from "./cache-group.ts";
import { caseRoutes } from "./case-routes.ts";
import { dashboardRoutes } from "./dashboard-routes.ts";
import { panelRoutes } from "./panel-routes.ts";
import { workRoutes } from "./work-routes.ts";

export const collectionRoutes: FastifyPluginAsyncTypebox = async (app) => {
  // before the answer, so that who has it sees the new figures
  app.addHook("onSend", async ({ method }, { statusCode }) => {
    const isRead = ["GET", "HEAD"].includes(method);
    if (!isRead && statusCode < 400) await app.cache.drop(group);
  });
  await app.register(caseRoutes);
  await app.register(workRoutes);
  await app.register(dashboardRoutes);
  await app.register(panelRoutes);
};
