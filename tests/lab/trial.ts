/** A stack of its own for a small program, with the real engine and the stand-in plugins. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

import {
  type EngineEvent,
  LocalWorkspace,
  type OutputMap,
  PulumiCommand,
  type PulumiFn,
  type Stack,
} from "@pulumi/pulumi/automation/index.js";

import { findTool } from "../../scripts/lib/tools.ts";

export interface Trial extends AsyncDisposable {
  stack: Stack;
  up(program: PulumiFn, options?: { refresh?: boolean }): Promise<Outcome>;
  preview(program: PulumiFn, options?: { refresh?: boolean }): Promise<Record<string, number>>;
  destroy(): Promise<void>;
  /** All that lies in the state's folder. */
  stateText(): Promise<string>;
}

export interface Outcome {
  changes: Record<string, number>;
  outputs: OutputMap;
  said: string;
}

export const pluginFolder = join(import.meta.dirname, "plugins", "bin");

export async function makeTrial(name: string): Promise<Trial> {
  const folder = mkdtempSync(join(tmpdir(), "andamio-trial-"));
  writeFileSync(join(folder, "Pulumi.yaml"), "name: trial\nruntime: nodejs\n");
  const { path } = await findTool("pulumi", { install: true, onProgress: () => undefined });
  mkdirSync(join(folder, "bin"));
  symlinkSync(path, join(folder, "bin", "pulumi")); // where the Automation API looks
  const workspace = await LocalWorkspace.create({
    workDir: folder,
    pulumiCommand: await PulumiCommand.get({ root: folder, skipVersionCheck: true }),
    program: () => Promise.resolve(),
    envVars: {
      PULUMI_BACKEND_URL: `file://${folder}`,
      PULUMI_CONFIG_PASSPHRASE: "of the trial",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
      PATH: [pluginFolder, process.env["PATH"]].join(delimiter),
      ANDAMIO_NODE: process.execPath,
    },
  });
  const { Stack } = await import("@pulumi/pulumi/automation/index.js");
  const stack = await Stack.createOrSelect(name, workspace);
  return {
    stack,
    async up(program, { refresh = false } = {}) {
      let said = "";
      const events: EngineEvent[] = [];
      const { summary, outputs } = await stack.up({
        program,
        refresh,
        onOutput: (text) => (said += text),
        onEvent: (event) => events.push(event),
      });
      return { changes: { ...summary.resourceChanges }, outputs, said };
    },
    async preview(program, { refresh = false } = {}) {
      return { ...(await stack.preview({ program, refresh })).changeSummary };
    },
    async destroy() {
      await stack.destroy();
    },
    async stateText() {
      return readFileSync(join(folder, ".pulumi", "stacks", "trial", `${name}.json`), "utf8");
    },
    async [Symbol.asyncDispose]() {
      await stack.destroy().finally(() => rmSync(folder, { recursive: true, force: true }));
    },
  };
}
