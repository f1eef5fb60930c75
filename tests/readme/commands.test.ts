/** Each command of the READMEs is run by a walk through them, or is a listed exception. */
import { expect, test } from "vitest";

import { listCommands, notRun, placeOf, withoutComment } from "./commands.ts";

const all = ["README.md", "app/README.md"].flatMap(listCommands);

test("the commands of blocks and of sentences are found, with their comments", () => {
  const texts = all.map(({ text }) => text);
  expect(texts).toContain("npx andamio logs api -f");
  expect(texts).toContain("SENTRY_DSN=https://key@sentry.example/1 npx andamio up");
  expect(texts).toContain("npx andamio compose staging --to DIR");
  expect(texts.find((text) => text.startsWith("npm run up"))).toContain("# ");
  expect(all.length).toBeGreaterThan(50);
});

test("each exception is a command that is printed", () => {
  const printed = new Set(all.map(withoutComment));
  expect(Object.keys(notRun).filter((text) => !printed.has(text))).toEqual([]);
});

test("all others are walked, on this machine or on a Docker daemon", () => {
  const walked = all.filter((command) => placeOf(command) !== "none");
  expect(walked.filter((command) => placeOf(command) === "docker").length).toBeGreaterThan(4);
});
