/**
 * What a test of a real daemon or cluster takes: a place that is there, or a reason why not. Under
 * `ANDAMIO_REQUIRE=docker,kubernetes` a place that cannot be had is a failure.
 */
import { describe, inject } from "vitest";

import { type DockerLab, openDocker } from "./docker.ts";
import { type KubernetesLab, openKubernetes } from "./kubernetes.ts";
import type { Found } from "./required.ts";

declare module "vitest" {
  interface ProvidedContext {
    docker: Found;
    kubernetes: Found;
  }
}

/** `describe` on the Docker daemon; without one, its tests are skipped, and the title says why. */
export function onDocker(title: string, define: (lab: DockerLab) => void): void {
  describeOn(inject("docker"), title, (address) => define(openDocker(address)));
}

/** `describe` on the cluster; without one, its tests are skipped, and the title says why. */
export function onKubernetes(title: string, define: (lab: KubernetesLab) => void): void {
  describeOn(inject("kubernetes"), title, (address) => define(openKubernetes(address)));
}

function describeOn(found: Found, title: string, define: (address: string) => void): void {
  if ("address" in found) describe(title, () => define(found.address));
  else describe.skip(`${title} (skipped: ${found.missing})`, () => define(""));
}
