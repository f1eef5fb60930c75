/** A Fastify that does nothing but answer: what the app's figures stand beside. */

import { createRequire } from "node:module";
import { join } from "node:path";

import { root } from "../../app/root.ts";

interface Bare {
  get(path: string, answer: () => Promise<object>): void;
  listen(address: { host: string; port: number }): Promise<string>;
}

const fastify = createRequire(join(root, "package.json"))("fastify") as () => Bare;
const answer = { id: 1, titulo: "Cobro doble", estado: "pendiente", user_id: 1 };
const app = fastify();
app.get("/", async () => answer);
console.log(`Bare server at ${await app.listen({ host: "127.0.0.1", port: 0 })}`);
