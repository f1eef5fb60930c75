/** Which changes are tried, and that a seed says which. */
import { expect, test } from "vitest";

import { applyMutant, listMutants, sampleMutants } from "./list-mutants.ts";

const text = `import { a } from "./a.ts";
export function f(x: number, list: number[]): boolean {
  if (!list.some((y) => y > x)) return true;
  return x === 3 && a(x + 1);
}
`;

test("comparisons, logic, numbers, conditions and methods are changed, and types and imports are not", () => {
  const mutants = listMutants("f.ts", text);
  expect(mutants.map(({ line, before, after }) => `${line} ${before} ${after}`)).toEqual([
    "3 !list.some((y) => y > x) false",
    "3 !list.some((y) => y > x) list.some((y) => y > x)",
    "3 some every",
    "3 > >=",
    "3 true false",
    "4 && ||",
    "4 === !==",
    "4 3 4",
    "4 + -",
    "4 1 2",
  ]);
  expect(applyMutant(text, mutants[6]!)).toBe(text.replace("===", "!=="));
});

test("a seed gives the same sample each time, and another seed another one", () => {
  const mutants = listMutants("f.ts", text);
  expect(sampleMutants(mutants, 4, 7)).toEqual(sampleMutants(mutants, 4, 7));
  expect(sampleMutants(mutants, 4, 7)).not.toEqual(sampleMutants(mutants, 4, 8));
  expect(sampleMutants(mutants, 99, 7)).toHaveLength(mutants.length);
});
