/** A stack of its own for a small program, with the real engine and the plugins of the lab. */
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import {
  LocalWorkspace,
  type OutputMap,
  PulumiCommand,
  type PulumiFn,
  Stack,
} from "@pulumi/pulumi/automation/index.js";

import { findTool } from "../../scripts/lib/tools.ts";

export interface Trial extends AsyncDisposable {
  up(program: PulumiFn, options?: { refresh?: boolean }): Promise<Outcome>;
  /** How many resources of each kind of change there would be. */
  preview(program: PulumiFn): Promise<Record<string, number>>;
  /** Kills the engine as soon as it says so. */
  upUntil(program: PulumiFn, said: RegExp): Promise<void>;
  destroy(): Promise<void>;
  stateText(): Promise<string>;
}

export interface Outcome {
  changes: Record<string, number>;
  outputs: OutputMap;
  said: string;
}

export async function makeTrial(name: string, variables: Record<string, string>): Promise<Trial> {
  const folder = mkdtempSync(join(tmpdir(), "andamio-trial-"));
  const stack = await openStack(folder, name, variables);
  return {
    async up(program, { refresh = false } = {}) {
      let said = "";
      const onOutput = (text: string) => (said += text);
      const { summary, outputs } = await stack.up({ program, refresh, onOutput });
      return { changes: { ...summary.resourceChanges }, outputs, said };
    },
    async preview(program) {
      return { ...(await stack.preview({ program })).changeSummary };
    },
    async upUntil(program, said) {
      let heard = "";
      const onOutput = (text: string) => {
        heard += text;
        if (said.test(heard)) killEngine(folder);
      };
      await stack.up({ program, onOutput }).catch(() => undefined);
      if (!said.test(heard)) throw new Error(`the engine never said ${String(said)}: ${heard}`);
      rmSync(join(folder, ".pulumi", "locks"), { recursive: true, force: true });
      const exported = await stack.exportStack();
      delete exported.deployment.pending_operations;
      await stack.importStack(exported);
    },
    destroy: async () => void (await stack.destroy()),
    stateText: async () =>
      readFileSync(join(folder, ".pulumi", "stacks", "trial", `${name}.json`), "utf8"),
    async [Symbol.asyncDispose]() {
      await stack.destroy().finally(() => rmSync(folder, { recursive: true, force: true }));
    },
  };
}

async function openStack(
  folder: string,
  name: string,
  variables: Record<string, string>,
): Promise<Stack> {
  writeFileSync(join(folder, "Pulumi.yaml"), "name: trial\nruntime: nodejs\n");
  const { path } = await findTool("pulumi", { install: true, onProgress: () => undefined });
  mkdirSync(join(folder, "bin"));
  symlinkSync(path, join(folder, "bin", "pulumi")); // where the Automation API looks
  const workspace = await LocalWorkspace.create({
    workDir: folder,
    pulumiCommand: await PulumiCommand.get({ root: folder, skipVersionCheck: true }),
    program: () => Promise.resolve(),
    envVars: {
      ...variables,
      PULUMI_BACKEND_URL: `file://${folder}`,
      PULUMI_CONFIG_PASSPHRASE: "of the trial",
      PULUMI_SKIP_UPDATE_CHECK: "true",
    },
  });
  return await Stack.createOrSelect(name, workspace);
}

/** Linux says which program a process runs. */
function killEngine(folder: string): void {
  for (const pid of readdirSync("/proc").filter((one) => /^\d+$/.test(one))) {
    const [program] = readCommand(pid);
    if (program === join(folder, "bin", "pulumi")) process.kill(Number(pid), "SIGKILL");
  }
}

function readCommand(pid: string): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
  } catch {
    return []; // it has ended meanwhile
  }
}
