/** Which test files run a place of a source: the others cannot notice what changes there. */
import type { Mutant } from "./list-mutants.ts";

interface Place {
  line: number;
  /** None is the end of the line */
  column: number | null;
}

/** As Istanbul writes it, of one source and one test file */
export interface Coverage {
  statementMap: Record<string, { start: Place; end: Place }>;
  s: Record<string, number>;
}

/**
 * By the innermost statement around the mutant, and by those that begin in its line. Outside of
 * every statement, such as the default of a parameter, each test that loads the source counts.
 */
export function runsMutant({ statementMap, s }: Coverage, { line, column }: Mutant): boolean {
  const all = Object.entries(statementMap);
  const statements = all.map(([id, place]) => ({ ...place, ran: s[id]! > 0 }));
  const at = { line, column };
  const around = statements
    .filter(({ start, end }) => isBefore(start, at) && isBefore(at, end))
    .sort((a, b) => (isBefore(a.start, b.start) ? 1 : -1));
  const beside = statements.filter(({ start }) => start.line === line);
  const near = [...around.slice(0, 1), ...beside];
  return (near.length > 0 ? near : statements).some(({ ran }) => ran);
}

function isBefore(a: Place, b: Place): boolean {
  return a.line < b.line || (a.line === b.line && columnOf(a) <= columnOf(b));
}

function columnOf({ column }: Place): number {
  return column ?? Infinity;
}
