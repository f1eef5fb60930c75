/** Lets a program call the Point API by a key of its own, which is shown once (P004-25). */

import { transact } from "../database/transact.ts";
import { createClient } from "../modules/integrations/clients.ts";
import { audit } from "../plugins/audit.ts";
import { defineCommand } from "./command.ts";

export const createApiClient = defineCommand(
  { usage: "create-api-client NAME", options: {}, positionals: 1 },
  async (db, { positionals: [name = ""] }) =>
    transact(db, async (tx) => {
      const client = await createClient(tx, name);
      await audit(tx, { action: "API_CLIENT_CREATED", model: "ApiClient", objectId: client.id });
      return JSON.stringify({ job: "create-api-client", ...client });
    }),
);
