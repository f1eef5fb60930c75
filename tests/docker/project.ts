/** A small project with a server of a few lines, for a Docker host. */
import { makeProject, type Project } from "../project.ts";

const files: Readonly<Record<string, string>> = {
  "app/Dockerfile": `ARG BASE_IMAGE=node:24-bookworm-slim
FROM \${BASE_IMAGE}
WORKDIR /app
COPY . .
USER 10001
`,
  "app/dist/index.html": "<h1>home</h1>\n",
  "app/server.mjs": `import { createServer } from "node:http";
if (process.env.VERSION === "broken") throw new Error("this version is broken");
let hangs = false;
const server = createServer((request, response) => {
  if (request.url === "/say") console.log("said");
  if (request.url === "/hang") hangs = true;
  if (request.url !== "/live" || !hangs) response.end(process.env.VERSION);
});
server.listen(process.env.PORT);
process.on("SIGTERM", () => { server.close(() => process.exit(0)); server.closeIdleConnections(); });
`,
};

export function makeServerProject(
  name: string,
  environment: string,
  variables: Readonly<Record<string, string>>,
): Project {
  return makeProject({ name, environment, files, variables });
}
