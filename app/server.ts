// Entry: the HTTP server.
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
      // a keep-alive connection that was busy when the signal came would hold the close for its whole time-out
      const idle = setInterval(() => app.server.closeIdleConnections(), 50);
      await app.close();
      clearInterval(idle);
    },
  };
});
