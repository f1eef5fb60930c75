/** Which changes are tried, and that a seed says which. */
import { expect, test } from "vitest";

import { runsMutant } from "./covering-tests.ts";
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

test("a mutant is tried by what runs its statement, outside of any by what loads it", () => {
  const mutants = listMutants("f.ts", text);
  const returned = { start: { line: 3, column: 37 }, end: { line: 3, column: null } };
  const statementMap = {
    0: { start: { line: 3, column: 2 }, end: { line: 3, column: null } },
    1: returned,
    2: { start: { line: 4, column: 2 }, end: { line: 4, column: null } },
  };
  const lines = (s: Record<string, number>): number[] => [
    ...new Set(mutants.filter((one) => runsMutant({ statementMap, s }, one)).map((at) => at.line)),
  ];
  expect(lines({ 0: 1, 1: 0, 2: 0 })).toEqual([3]);
  expect(lines({ 0: 1, 1: 0, 2: 9 })).toEqual([3, 4]);
  expect(lines({ 0: 0, 1: 0, 2: 0 })).toEqual([]);
  const elsewhere = { start: { line: 9, column: 0 }, end: { line: 9, column: null } };
  const outside = { statementMap: { 1: elsewhere } };
  expect(runsMutant({ ...outside, s: { 1: 1 } }, mutants[0]!)).toBe(true);
  expect(runsMutant({ ...outside, s: { 1: 0 } }, mutants[0]!)).toBe(false);
});
