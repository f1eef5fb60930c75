/**
 * One verb of the engine on a project of two empty components: `node tiny-project.ts FOLDER VERB
 * [SECONDS] [PROFILE]`. SECONDS lie between the two.
 */
import { setTimeout as sleep } from "node:timers/promises";

import * as pulumi from "@pulumi/pulumi";

import type { Environment } from "../../platform/environment.ts";
import { openEngine } from "../../scripts/lib/engine.ts";

const [root = "", verb = "", seconds = "0", profile = "dev"] = process.argv.slice(2);
const environment = { name: "dev", target: "local", profile, components: {}, settings: {}, state: {} } as unknown as Environment;
const controller = new AbortController();
process.on("SIGINT", () => controller.abort());

async function program(): Promise<Record<string, unknown>> {
  if (verb === "fault") throw new Error("the program's own fault");
  declare("first");
  console.error("between");
  await sleep(Number(seconds) * 1000, undefined, { ref: false });
  declare("second");
  if (verb === "plugin") new Stubborn("andamio:local:Nothing", "stubborn", {});
  return {};
}

/** Of a plugin that the test wrote. */
class Stubborn extends pulumi.CustomResource {}

function declare(name: string): void {
  const inputs = { password: pulumi.secret("canary-of-the-test") };
  new pulumi.ComponentResource("andamio:index:Nothing", name, inputs);
}

try {
  const options = {
    root,
    program,
    install: true,
    signal: controller.signal,
    onProgress: console.error,
  };
  const engine = await openEngine(environment, options);
  const operation = verb === "destroy" || verb === "preview" ? verb : "up";
  console.log(JSON.stringify(await engine[operation]({ signal: controller.signal })));
} catch (error) {
  console.log(JSON.stringify({ ...(error as object), message: (error as Error).message }));
  process.exitCode = 1;
}
