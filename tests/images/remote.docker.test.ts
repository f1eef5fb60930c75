/** Builds by a daemon that is reached by SSH, as Docker's own program does it. */
import { afterEach, expect, test, vi } from "vitest";

import { observeImage } from "../../platform/images/observe-image.ts";
import { provideImage } from "../../platform/images/provide-image.ts";
import { onDocker } from "../lab/lab.ts";
import { docker, importBase, makeSources } from "./image-kit.ts";
import { startSshHost } from "./ssh-host.ts";

const base = "andamio-test/remote-base:1";

onDocker("builds on a remote host", ({ host }) => {
  afterEach(() => void vi.unstubAllEnvs());

  test("go by SSH, whatever the machine's own variables name", async () => {
    process.env["DOCKER_HOST"] ??= host;
    importBase(base);
    await using remote = await startSshHost();
    using sources = makeSources({ "Dockerfile": `FROM ${base}\nLABEL by=ssh\n` });
    vi.stubEnv("PATH", `${remote.programs}:${process.env["PATH"]}`);
    vi.stubEnv("DOCKER_HOST", "unix:///nowhere.sock");
    const order = { ...sources.order, host: remote.address };
    const built = await provideImage(order);
    expect(built.done.built).toBe(true);
    expect(await observeImage(built.reference, order)).toBeUndefined();
    await expect(provideImage(sources.order)).rejects.toMatchObject({ code: "not_running" });
    vi.stubEnv("PATH", process.env["PATH"]?.replace(`${remote.programs}:`, ""));
    await expect(provideImage(order)).rejects.toMatchObject({
      code: "not_running",
      message: `no Docker daemon answers at ${remote.address}`,
    });
    vi.unstubAllEnvs();
    expect(docker("image", "inspect", built.reference)).toContain("\"by\": \"ssh\"");
    docker("image", "rm", base);
  });
});
