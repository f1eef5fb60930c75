/**
 * A kind that is added is known at once: in the check, the schema and the reference, before
 * anything is generated again.
 */
import { expect, test } from "vitest";

import { catalogue } from "../../platform/catalogue.ts";
import { checkSchema } from "../../platform/spec/check-schema.ts";
import { makeEnvironmentShape } from "../../platform/spec/environment-fields.ts";
import { describeFaults } from "../../platform/spec/faults.ts";
import { parseYaml } from "../../platform/spec/parse-yaml.ts";
import { describeLanguage } from "../../platform/spec/reference.ts";
import type { FieldsShape } from "../../platform/spec/schema.ts";
import { makeSource } from "../../platform/spec/source.ts";
import { renderFaults } from "./project.ts";

const bucket = {
  type: "object",
  additionalProperties: false,
  description: "A place for files.",
  required: ["size"],
  properties: {
    size: {
      type: "string",
      form: "size",
      description: "The most that it holds.",
      examples: ["1Gi"],
    },
  },
} as const satisfies FieldsShape;

const shape = makeEnvironmentShape({ Bucket: bucket }, { somewhere: {} });

function check(text: string): string[] {
  const { root, faults } = parseYaml(makeSource("dev.yaml", text));
  if (!root) throw new Error("not YAML");
  return describeFaults([...faults, ...checkSchema(root, shape).faults]).map(
    ({ line, column, code }) => `${line}:${column} ${code}`,
  );
}

test("its fields are checked although the validator was generated without it", () => {
  const head = "version: 1\ntarget: somewhere\ncomponents:\n";
  expect(check(`${head}  files: { kind: Bucket, size: 1Gi }\n`)).toEqual([]);
  expect(check(`${head}  files: { kind: Bucket, size: 1G }\n  more: { kind: Redis }\n`)).toEqual([
    "4:32 bad-size",
    "5:17 unknown-kind",
  ]);
});

test("the reference describes it", () => {
  const kinds = {
    ...catalogue.kinds,
    Bucket: {
      schema: bucket,
      outputs: () => ({ url: {} }),
      roles: [],
      holdsData: () => true,
      impacts: { size: { impact: "irreversible" as const, reason: "it can grow and not shrink" } },
      removal: () => ({ impact: "brief downtime" as const, reason: "it stops for good" }),
    },
  };
  const page = describeLanguage(
    { ...catalogue, environment: shape, kinds },
    { Bucket: { examples: [{ title: "small", spec: { size: "1Gi" } }] } },
  );
  expect(page).toContain("## Bucket\n\nA place for files.");
  expect(page).toContain("| `size` | size | **required** | The most that it holds. | `1Gi` |");
  expect(page).toContain("Outputs: `url`.");
});

test("of a very long line only what is around the fault is shown", () => {
  const text = renderFaults({
    "dev.yaml": `version: 1\ntarget: local\ncomponents: { ${"db: { kind: Redis },".padEnd(5000)} x: { kind: Nothing } }\n`,
  });
  const [, line = "", carets = ""] = text.split("\n");
  expect(line.length).toBeLessThan(220);
  expect(line.slice(carets.indexOf("^"), carets.lastIndexOf("^") + 1)).toBe("Nothing");
});
