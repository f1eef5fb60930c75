/** What Docker's words become: those of its older and newer programs, as they print them. */
import { expect, test } from "vitest";

import { explainDocker } from "../../platform/images/docker-faults.ts";

const build = ["build", "."];
const pull = ["pull", "--quiet", "acme/app:1"];

const cases: [what: string, words: string[], lines: string[], code: string, message: string][] = [
  [
    "a failing step of the older builder",
    build,
    ["Step 2/3 : RUN npm ci", "npm error unauthorized", "The command '/bin/sh -c npm ci' returned a non-zero code: 1"],
    "build_failed",
    "a step of app exited with code 1: npm ci\n  | npm error unauthorized",
  ],
  [
    "a failing step of BuildKit",
    build,
    [
      "#5 [2/3] RUN npm ci",
      "#4 0.318 of another step",
      "#5 0.412 npm error missing",
      "#5 ERROR: process \"/bin/bash -o pipefail -c npm ci\" did not complete successfully: exit code: 9",
      "ERROR: failed to solve: process \"/bin/bash -o pipefail -c npm ci\" did not complete successfully: exit code: 9",
    ],
    "build_failed",
    "a step of app exited with code 9: npm ci\n  | npm error missing",
  ],
  [
    "a full disk, whoever says so",
    build,
    ["npm error ENOSPC: no space left on device", "The command '/bin/sh -c npm ci' returned a non-zero code: 1"],
    "build_failed",
    "the disk of Docker is full",
  ],
  [
    "no daemon, by an older program",
    pull,
    ["Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?"],
    "not_running",
    "no Docker daemon answers at its usual socket",
  ],
  [
    "no daemon, by a newer one",
    pull,
    ["failed to connect to the docker API at unix:///var/run/docker.sock; check if the path is correct"],
    "not_running",
    "no Docker daemon answers at its usual socket",
  ],
  [
    "a socket that is not for everybody",
    pull,
    ["permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock"],
    "not_running",
    "you may not use the Docker daemon at its usual socket",
  ],
  [
    "a host behind SSH that does not let in",
    pull,
    ["error during connect: Get \"http://docker.example.com\": command [ssh -- deploy@host docker system dial-stdio] has exited with exit status 255"],
    "not_running",
    "no Docker daemon answers at its usual socket",
  ],
  [
    "refused credentials",
    pull,
    ["Error response from daemon: Head \"https://ghcr.io/v2/acme/app/manifests/1\": unauthorized"],
    "tool_failed",
    "the registry of acme/app:1 refuses the credentials",
  ],
  [
    "an image that is not there",
    pull,
    ["Error response from daemon: manifest for acme/app:1 not found: manifest unknown: manifest unknown"],
    "build_failed",
    "there is no image acme/app:1, or it may not be seen",
  ],
  [
    "an image of Docker Hub that is not there",
    pull,
    ["Error response from daemon: pull access denied for acme/app, repository does not exist or may require 'docker login': denied: requested access to the resource is denied"],
    "build_failed",
    "there is no image acme/app:1, or it may not be seen",
  ],
  [
    "a registry that cannot be reached",
    pull,
    ["Error response from daemon: Get \"https://ghcr.io/v2/\": dial tcp: lookup ghcr.io: no such host"],
    "tool_failed",
    "the registry of acme/app:1 cannot be reached",
  ],
  ["what is not foreseen", ["tag", "a", "b"], ["Error: odd"], "tool_failed", "docker tag of app exited with code 1\n  | Error: odd"],
];

test.each(cases)("%s is told plainly", (_what, words, lines, code, message) => {
  const fault = explainDocker({ words, lines, code: 1, name: "app" });
  expect(fault.code).toBe(code);
  expect(fault.message.slice(0, message.length)).toBe(message);
});
