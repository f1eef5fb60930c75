/** Two environments may differ in what one of them declares under parity, and in nothing else. */
import { expect, test } from "vitest";

import { runHere } from "../scripts/run-here.ts";
import { makeProject } from "../spec/project.ts";

const spec = (maxMemory: string, parity?: object): string => JSON.stringify({
  ...{ version: 1, target: "local", components: { cache: { kind: "Redis", maxMemory } } },
  ...(parity && { parity }),
});

const differ = (parity?: object) => runHere(
  makeProject({ "staging.yaml": spec("64Mi"), "prod.yaml": spec("1Gi", parity) }),
  ["diff", "staging", "prod"],
);

test("a difference passes once it is declared, with its reason", async () => {
  const open = await differ();
  expect([open.code, open.stdout]).toEqual([3, expect.stringContaining("cache.maxMemory 64Mi → 1Gi")]);
  const declared = await differ({ staging: { "cache.maxMemory": "more load" } });
  expect([declared.code, declared.stdout]).toEqual([0, expect.stringContaining("more load")]);
});

test("what is declared of another environment, or another field, lets nothing pass", async () => {
  for (const parity of [{ dev: { "cache.maxMemory": "x" } }, { staging: { "cache.cpu": "x" } }]) {
    expect((await differ(parity)).code).not.toBe(0);
  }
});
