/** What Docker's plugin reads back equals what was declared, by its upstream's own rules. */
import fc from "fast-check";
import { expect, test } from "vitest";

import { shapeContainer } from "../../platform/targets/docker/container.ts";
import { toPluginProps } from "../../platform/targets/docker/plugin-props.ts";
import type { Context } from "../../platform/targets/target.ts";
import { formatNanoCpus } from "../lab/plugins/docker/container-facts.ts";

const origin = { component: "", pointer: "" };
const around = { name: "dev", labels: {}, timezone: "UTC", settings: {}, registries: {} };
const context: Context = { environment: "dev", component: "", origin, around };

function declared(cpu: number): string {
  const shape = shapeContainer(
    {
      unit: "api",
      kind: "workload",
      image: "app",
      command: [],
      user: 1000,
      limits: { cpu, memoryBytes: 64 << 20 },
      stop: { signal: "SIGTERM", graceSeconds: 10 },
      labels: {},
    },
    context,
  );
  return String(toPluginProps(shape)["cpus"]);
}

/** Billionths of a core, as Docker's `ParseCPUs` makes them of a text. */
const parse = (text: string): number => Math.round(Number(text) * 1e9);

test.each([
  [1, "1.0"],
  [0.5, "0.5"],
  [2.25, "2.25"],
  [10, "10."],
  [20, "20."],
  [10.5, "10.5"],
  [0.05, "0.050000001"],
  [100.25, "100.250000001"],
])("%s cores are declared as they are read back: %s", (cpu, text) => {
  expect(declared(cpu)).toBe(text);
  expect(formatNanoCpus(parse(text))).toBe(text);
});

test("any number of cores is read back as it is declared, and means the same", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 12_800_000 }), (tenThousandths) => {
      const cpu = tenThousandths / 10_000;
      const text = declared(cpu);
      expect(formatNanoCpus(parse(text))).toBe(text);
      expect(Math.abs(parse(text) - Math.round(cpu * 1e9))).toBeLessThanOrEqual(1);
    }),
  );
});
