/** Rows of text as aligned columns that fit the terminal: the last column is cut, never wrapped. */

import { fit } from "./output.ts";

/** A cell's colours must not count as width, so they are put on after the padding. */
export interface Cell {
  text: string;
  paint?: (text: string) => string;
}

export function renderTable(rows: readonly (readonly Cell[])[], columns: number): string {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, index) => {
      widths[index] = Math.max(widths[index] ?? 0, cell.text.length);
    });
  }
  return rows.map((row) => renderRow(row, widths, columns)).join("\n");
}

function renderRow(row: readonly Cell[], widths: readonly number[], columns: number): string {
  let left = columns;
  return row.map(({ text, paint = String }, index) => {
    const padded = index === row.length - 1 ? text : `${text.padEnd(widths[index] ?? 0)}  `;
    const shown = fit(padded, left);
    left -= shown.length;
    return paint(shown);
  }).join("").trimEnd();
}
