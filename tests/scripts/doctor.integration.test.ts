/** What `doctor` says while the first deploy is at work, and when it has failed. */
import { once } from "node:events";
import { createServer } from "node:net";

import { expect, test, vi } from "vitest";

import { makeProject } from "../project.ts";

const environment = `version: 1
target: local
images: { app: { build: ./app, steps: [] } }
components:
  api: { kind: Service, image: app, command: [node, late.mjs], port: 8392, publish: { port: 8392 } }
`;

interface Finding {
  check: string;
  ok: boolean;
  message: string;
}

test("an environment that is coming up is not called stopped, nor its own proxy a stranger", async () => {
  const files = { "app/late.mjs": "setTimeout(() => process.exit(3), 1500);\n" };
  await using project = makeProject({ name: "dev", environment, files });
  const look = async (): Promise<Finding[]> =>
    JSON.parse((await project.andamio("doctor", "dev", "--json")).stdout).findings;
  const coming = project.andamio("up", "dev");
  await vi.waitFor(async () => {
    expect((await look()).map(({ message }) => message)).toContain(
      "nothing of dev runs yet: it is being changed at this moment",
    );
  }, { timeout: 60_000, interval: 200 });
  expect((await coming).code).toBe(1);
  const wrong = (await look()).filter(({ ok }) => !ok);
  expect(wrong.map(({ check, message }) => `${check} ${message}`)).toEqual([
    "component Service api: api did not become ready: exited with code 3, 3 times",
  ]);
});

test("up and doctor say why a Service answers on another port than it asked for", async () => {
  await using stranger = createServer();
  stranger.listen(0, "127.0.0.1");
  await once(stranger, "listening");
  const { port } = stranger.address() as { port: number };
  const server = "require('http').createServer((q, r) => r.end('x')).listen(process.env.PORT)";
  const files = { "app/server.cjs": `${server};\n` };
  const own = environment
    .replace("late.mjs", "server.cjs")
    .replace(/port: 8392.*$/m, `port: ${port} }\n  cache: { kind: Redis }`);
  await using project = makeProject({ name: "dev", environment: own, files });
  const said = new RegExp(`^port ${port} of api is taken by process ${process.pid} \\(.*\\); api answers at http://127.0.0.1:\\d+ instead$`, "m");
  expect(await project.must("up", "dev")).toMatch(said);
  expect(await project.must("doctor", "dev", "--json")).toContain(`port ${port} of api is taken by`);

  project.edit("kind: Service", "kind: Servise");
  const { code, output } = await project.andamio("doctor", "dev");
  expect(code).toBe(1);
  expect(output).toMatch(/^✗ file +the file of dev has faults\n +→ npx andamio validate dev$/m);
  expect(output).toMatch(/^✓ component Service api: ready$/m); // as it was deployed
  project.edit("kind: Servise", "kind: Service");
});
