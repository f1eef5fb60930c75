/** Hints never offer a component to itself. */
import { expect, test } from "vitest";

import { findFaults } from "./project.ts";

const head = "version: 1\ntarget: local\nimages: { app: { build: ./app } }\ncomponents:\n";
const job = (name: string, after: string): string =>
  `  ${name}: { kind: Job, image: app, command: [node, a.js], after: [${after}] }\n`;

test.each([
  [job("j", "i"), "hint: there is no other Job yet"],
  [job("tidy", "tidi"), "hint: there is no other Job yet"],
  [job("tidy", "tidi") + job("seed", "tidy"), "Jobs: seed"],
  [
    "  api: { kind: Worker, image: app, command: [node, a.js], env: { A: \"${apii.url}\" } }\n",
    "hint: there is no other component yet",
  ],
])("%s", (components, help) => {
  const [fault] = findFaults({ "dev.yaml": head + components });
  expect(fault?.help).toBe(help);
});
