/** The programs that the examples speak of, as small as they can be, and who asks them. */

const server = `import { createServer } from "node:http";
const server = createServer((request, response) => response.end("here"));
server.listen(process.env.PORT, () => console.log("listening", process.env.PORT));
for (const signal of ["SIGTERM", "SIGINT"]) process.on(signal, () => process.exit(0));
`;

const worker = `console.log("working");
setInterval(() => undefined, 60_000);
for (const signal of ["SIGTERM", "SIGINT"]) process.on(signal, () => process.exit(0));
`;

/** Asks whoever a variable leads to, and prints what is wrong by variable. */
const ask = `import { connect } from "node:net";
import { writeFileSync } from "node:fs";
const wrong = {};
const touch = (url) => new Promise((done, fail) => {
  const socket = connect(Number(url.port), url.hostname).on("error", fail);
  socket.setTimeout(30_000, () => fail(new Error("silence"))).on("connect", () => done(socket.destroy()));
});
async function check(name, value) {
  if (value === "") throw new Error("empty");
  if (name.endsWith("_publicUrl") || !/^[a-z]+:/.test(value)) return;
  const url = new URL(value);
  if (url.protocol === "file:") return writeFileSync(value.slice("file:".length) + ".asked", "");
  if (!url.protocol.startsWith("http")) return touch(url);
  const { ok, status } = await fetch(url, { signal: AbortSignal.timeout(30_000) });
  if (!ok) throw new Error("answered " + status);
}
const asked = Object.entries(process.env).filter(([name]) => name.startsWith("OUT_"));
await Promise.all(asked.map(([name, value]) => check(name, value).catch((error) => { wrong[name] = String(error.cause ?? error); })));
console.log(JSON.stringify({ asked: asked.length, wrong }));
`;

const dockerfile = `ARG BASE_IMAGE=node:24-bookworm-slim
FROM \${BASE_IMAGE}
WORKDIR /app
COPY . .
USER 10001
`;

/** Files of a project, by path. */
export const files: Readonly<Record<string, string>> = {
  "app/Dockerfile": dockerfile,
  "app/package.json": `{ "name": "app", "version": "1.0.0", "type": "module" }\n`,
  "app/dist/server.js": server,
  "app/dist/site.js": server,
  "app/dist/worker.js": worker,
  "app/dist/check.js": "",
  "app/dist/migrate.js": "console.log(\"migrated\");\n",
  "app/dist/jobs.js": "console.log(\"did\", process.argv[2]);\n",
  "app/dist/ask.js": ask,
  "app/dist/index.html": "<h1>home</h1>\n",
  "app/public/index.html": "<h1>public</h1>\n",
};
