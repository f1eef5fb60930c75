/** The plugin of Docker that tests use reaches a daemon behind SSH, as the official one does. */
import { readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter } from "node:path";

import * as docker from "@pulumi/docker";
import { expect, test, vi } from "vitest";

import { startSshHost } from "../images/ssh-host.ts";
import { onDocker } from "./lab.ts";
import { makeTrial } from "./trial.ts";

const tunnels = () => readdirSync(tmpdir()).filter((one) => one.startsWith("andamio-tunnel-"));

onDocker("the plugin of Docker over SSH", (lab) => {
  const name = "lab-behind-ssh";

  test("makes, finds and removes what is asked for, and leaves no tunnel", async () => {
    lab.clean(name);
    await using host = await startSshHost();
    const PATH = [host.programs, lab.variables["PATH"] ?? process.env["PATH"]].join(delimiter);
    await using trial = await makeTrial("ssh", { ...lab.variables, PATH });
    const program = async () => {
      const sshOpts = ["-o", "ConnectTimeout=10"];
      const provider = new docker.Provider("far", { host: host.address, sshOpts });
      new docker.Volume("data", { name, driver: "local" }, { provider });
    };
    expect((await trial.up(program)).changes).toEqual({ create: 3 });
    expect(lab.docker("volume", "ls", "-q", "--filter", `name=${name}`)).toBe(name);
    expect((await trial.up(program, { refresh: true })).changes).toEqual({ same: 3 });
    await trial.destroy();
    expect(lab.docker("volume", "ls", "-q", "--filter", `name=${name}`)).toBe("");
    await vi.waitFor(() => expect(tunnels()).toEqual([]), { timeout: 20_000, interval: 200 });
  });

  test("a host that does not let it in is told", async () => {
    await using trial = await makeTrial("ssh", lab.variables);
    const program = async () => {
      const sshOpts = ["-o", "BatchMode=yes", "-o", "ConnectTimeout=5"];
      const provider = new docker.Provider("far", { host: "ssh://nobody@127.0.0.1:1", sshOpts });
      new docker.Volume("data", { name, driver: "local" }, { provider });
    };
    await expect(trial.up(program)).rejects.toThrow(/failed to connect to ssh:\/\/nobody@127\.0\.0\.1:1/);
  });
});
