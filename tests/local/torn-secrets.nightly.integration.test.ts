/** Generated secrets whose file was cut short: restored from the state or refused, not adopted. */
import { readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "vitest";

import type { Outputs } from "../../platform/provider/handler.ts";
import { digestOf } from "../../platform/targets/local/unit.ts";
import { makeProject, type Project } from "./project.ts";

const torn: Record<string, (file: string) => void> = {
  emptied: (file) => truncateSync(file),
  "cut to half": (file) => truncateSync(file, readFileSync(file).length / 2),
  "one character short": (file) => truncateSync(file, readFileSync(file).length - 1),
  "filled with zeros": (file) => writeFileSync(file, Buffer.alloc(64)),
  "filled with noise": (file) => writeFileSync(file, Buffer.alloc(64, 0xfe)),
};

const fileOf = ({ paths }: Project) => join(paths.secrets, "key");
const asked = { bytes: 48, format: "base64url" };
const make = async (project: Project, inputs: Outputs = asked, before?: Outputs) =>
  ({ ...(await project.apply("Secret", "key", inputs, before)), asked: inputs }) as Outputs;

test.each(Object.keys(torn))("%s: drift is seen, and the state's value is restored", async (how) => {
  await using project = makeProject();
  const made = await make(project);
  torn[how]!(fileOf(project));
  expect(await project.observe("Secret", "key", asked, made)).toBe("its file was cut short");
  expect((await make(project, asked, made))["value"]).toBe(made["value"]);
  expect(readFileSync(fileOf(project), "utf8")).toBe(made["value"]);
});

test.each(Object.keys(torn))("%s, and no state: refused, with the file's name", async (how) => {
  await using project = makeProject();
  await make(project);
  torn[how]!(fileOf(project));
  await expect(make(project)).rejects.toMatchObject({
    code: "state_refused",
    message: expect.stringContaining(fileOf(project)),
    hint: expect.stringContaining(`rm ${fileOf(project)}`),
  });
});

test("a state that took over an empty value refuses it, until the file is removed", async () => {
  await using project = makeProject();
  const made = await make(project);
  truncateSync(fileOf(project));
  const stuck = { ...made, value: "" };
  expect(await project.observe("Secret", "key", asked, stuck)).toBe("its file was cut short");
  await expect(make(project, asked, stuck)).rejects.toThrow(/was cut short/);
  rmSync(fileOf(project));
  expect((await make(project, asked, stuck))["value"]).toHaveLength(64);
});

test("a value stays that was whole when it was made, though more bytes are asked for now", async () => {
  await using project = makeProject();
  const made = await make(project, { bytes: 16, format: "hex" });
  const more = { bytes: 64, format: "hex" };
  const later = await make(project, more, made);
  expect(later["value"]).toBe(made["value"]);
  // so at each later deployment, which knows no other length
  expect(await project.observe("Secret", "key", more, later)).toBeUndefined();
  expect((await make(project, more, later))["value"]).toBe(made["value"]);
});

test("a value that was changed by rotation is taken over", async () => {
  await using project = makeProject();
  const made = await make(project);
  const rotated = "r".repeat(64);
  await project.operations.secrets!.write("key", rotated);
  expect((await make(project, asked, made))["value"]).toBe(rotated);
});

test("a key of digests that was emptied is made again, and no digest is made without one", async () => {
  await using project = makeProject();
  const before = digestOf(project.paths, "a");
  truncateSync(project.paths.digestKey);
  const after = digestOf(project.paths, "a");
  expect(after).not.toBe(before);
  expect(readFileSync(project.paths.digestKey, "utf8")).toHaveLength(64);
  expect(digestOf(project.paths, "a")).toBe(after);
});
