import { createServer } from "node:http";
const server = createServer((request, response) => response.end(process.env.KEY));
server.listen(process.env.PORT, "127.0.0.1");
process.on("SIGTERM", () => process.exit(0));
