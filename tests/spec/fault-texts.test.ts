/** The texts of the language's faults, to the byte. */
import { expect, test } from "vitest";

import { cases } from "./fault-cases.ts";
import { renderFaults } from "./project.ts";

/** A file whose lines stand where they are said to; the rest is empty. */
function lay(lines: Readonly<Record<number, string>>): string {
  const last = Math.max(...Object.keys(lines).map(Number));
  return `${Array.from({ length: last }, (_, index) => lines[index + 1] ?? "").join("\n")}\n`;
}

const whole = { 1: "version: 1", 2: "target: local", 3: "images: { app: { build: ./app } }" };
test.each(Object.entries(cases))(
  "%s is told in the language's own words",
  (_, { files, name, text }) => {
    const written = Object.fromEntries(
      Object.entries(files).map(([file, lines]) => [file, lay(lines)]),
    );
    expect(renderFaults(written, name)).toBe(text);
  },
);

test("colours change nothing but colours", () => {
  const files = { "dev.yaml": `${lay(whole)}components: { db: { kind: Databas } }\n` };
  const plain = renderFaults(files);
  const colored = renderFaults(files, "dev", true);
  expect(colored).not.toBe(plain);

  expect(colored.replace(/\u001b\[\d+m/g, "")).toBe(plain);
});
