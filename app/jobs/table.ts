/** Tables of text with a header: rows with line numbers, amounts and days in any spelling. */

import { parse } from "csv-parse/sync";

import { JobError } from "../process.ts";

export interface Row {
  line: number;
  fields: Partial<Record<string, string>>;
}

/** Throws JobError when it is no table, or one of the columns is not there. */
export function parseRows(text: string, delimiter: string, needed: readonly string[]): Row[] {
  let columns: string[] = [];
  try {
    const found = parse(text, {
      bom: true,
      delimiter,
      info: true,
      columns: (header: string[]) => (columns = header.map((name) => name.trim().toLowerCase())),
      relaxColumnCount: true,
      skipEmptyLines: true,
      trim: true,
    }) as unknown as { info: { lines: number }; record: Row["fields"] }[];
    checkColumns(columns, needed);
    return found.map(({ info, record }) => ({ line: info.lines, fields: record }));
  } catch (cause) {
    if (cause instanceof JobError) throw cause;
    throw new JobError(`The table cannot be read: ${(cause as Error).message}`, { cause });
  }
}

function checkColumns(columns: readonly string[], needed: readonly string[]): void {
  const missing = needed.filter((name) => !columns.includes(name));
  if (missing.length > 0) {
    throw new JobError(`The header lacks ${missing.join(", ")}; is the delimiter right?`);
  }
}

/** Undefined when it is no amount, or could be read in two ways. */
export function readAmount(text: string, decimal: string): string | undefined {
  const [point, group] = decimal === "," ? [",", "."] : [".", ","];
  const plain = new RegExp(`^\\d{1,13}(\\${point}\\d{1,2})?$`);
  const grouped = new RegExp(`^\\d{1,3}(\\${group}\\d{3})+\\${point}\\d{1,2}$`);
  const large = new RegExp(`^\\d{1,3}(\\${group}\\d{3}){2,}$`); // one group alone could be decimals
  if (![plain, grouped, large].some((form) => form.test(text))) return undefined;
  const amount = text.replaceAll(group, "").replace(point, ".");
  return amount.split(".")[0]!.length <= 13 ? amount : undefined;
}

const orders = { ymd: [0, 1, 2], dmy: [2, 1, 0], mdy: [2, 0, 1] } as const;
export type DateOrder = keyof typeof orders;

export function isDateOrder(text: string): text is DateOrder {
  return Object.hasOwn(orders, text);
}

/** Undefined when it is no day. */
export function readDay(text: string, order: DateOrder): string | undefined {
  const parts = text.split(/[-/.]/);
  const [year = "", month = "", day = ""] = orders[order].map((index) => parts[index] ?? "");
  const found = `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
  return parts.length === 3 && isDay(found) ? found : undefined;
}

export function isDay(text: string): boolean {
  if (!/^(19|2[0-2])\d\d-\d\d-\d\d$/.test(text)) return false;
  const moment = Date.parse(text);
  return !Number.isNaN(moment) && new Date(moment).toISOString().startsWith(text);
}
