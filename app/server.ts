/** Entry: the HTTP server. */

import { buildApp } from "./app.ts";
import { readConfig } from "./config/config.ts";
import { runProcess } from "./process.ts";

await runProcess(async () => {
  const config = readConfig();
  const app = await buildApp(config);
  await app.listen({ host: config.host, port: config.port });
  return {
    async close() {
      app.log.info("Closing");
      // else a connection that was busy when the signal came holds the close for its time-out
      const idle = setInterval(() => app.server.closeIdleConnections(), 50);
      await app.close();
      clearInterval(idle);
    },
  };
});
