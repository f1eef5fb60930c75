/** A second Docker daemon, whose disk is a small part of the memory; it can run no container. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { runProgram, runScript } from "../lab/shell.ts";

export interface SmallDaemon extends AsyncDisposable {
  address: string;
  fill(): void;
  free(): void;
}

export async function startSmallDaemon(): Promise<SmallDaemon> {
  const programs = await runScript("docker.sh", "programs");
  const folder = mkdtempSync(join(tmpdir(), "andamio-daemon-"));
  const at = (name: string) => join(folder, name);
  mkdirSync(at("data"));
  runProgram("mount", ["-t", "tmpfs", "-o", "size=32m", "tmpfs", at("data")], {});
  const address = `unix://${at("docker.sock")}`;
  const options = {
    ...{ host: address, "data-root": at("data"), "exec-root": at("exec"), pidfile: at("pid") },
    ...{ "storage-driver": "vfs" },
  };
  const words = Object.entries(options).map(([name, value]) => `--${name}=${value}`);
  // in a network of its own: it would take the bridge of the other away
  const command = ["--net", join(programs, "dockerd"), ...words, "--iptables=false"];
  const daemon = spawn("unshare", command, {
    env: { ...process.env, PATH: `${programs}:${process.env["PATH"]}` },
    stdio: "ignore",
  });
  const answers = () => {
    try {
      return runProgram("docker", ["-H", address, "version"], {}) !== "";
    } catch {
      return false;
    }
  };
  while (daemon.exitCode === null && !answers()) await sleep(200);
  return {
    address,
    fill() {
      const { bavail, bsize } = statfsSync(at("data"));
      writeFileSync(at("data/filler"), Buffer.alloc(Math.max(0, bavail * bsize)));
    },
    free: () => rmSync(at("data/filler")),
    async [Symbol.asyncDispose]() {
      const ended = once(daemon, "exit");
      daemon.kill();
      if (daemon.exitCode === null) await ended;
      runProgram("umount", [at("data")], {});
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
