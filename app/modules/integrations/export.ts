/** A history as a file, row by row: CSV, or a workbook. Knows no database. */

import { PassThrough, Readable } from "node:stream";

import { ZipFile } from "yazl";

import type { HistoryRow } from "./history.ts";

const header = ["id", "timestamp", "action", "model", "object_id", "user", "payload"] as const;

/** With the mark that tells Excel it is UTF-8. */
export function toCsv(rows: AsyncIterable<HistoryRow>): Readable {
  const quote = (text: string): string => `"${text.replaceAll("\"", "\"\"")}"`;
  const cell = (value: Value): string => {
    const text = typeof value === "string" ? neutralise(value) : writeText(value);
    return /[",\r\n]/.test(text) ? quote(text) : text;
  };
  return Readable.from(
    lines(rows, "\ufeff", (cells) => `${cells.map(cell).join(",")}\r\n`, ""),
  );
}

/** Of the JSON answer, with moments as such */
type Value = string | number | Date | null;

function writeText(value: Value): string {
  return value instanceof Date ? value.toISOString() : String(value ?? "");
}

/** The parts of a workbook that never change: their names, and what they say. */
const parts: Record<string, string> = {
  "[Content_Types].xml": `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>`,
  "_rels/.rels": `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
  "xl/workbook.xml": `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Historial" sheetId="1" r:id="rId1"/></sheets></workbook>`,
  "xl/_rels/workbook.xml.rels": `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>`,
  // style 1 is a moment
  "xl/styles.xml": `<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss.000"/></numFmts><fonts count="1"><font/></fonts><fills count="2"><fill/><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf/><xf numFmtId="164" applyNumberFormat="1"/></cellXfs></styleSheet>`,
};
const declaration = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

/** Every text stands in its own cell, so that nothing need be kept until the end. */
export function toXlsx(rows: AsyncIterable<HistoryRow>): Readable {
  const zip = new ZipFile();
  for (const [name, text] of Object.entries(parts)) {
    zip.addBuffer(Buffer.from(declaration + text), name);
  }
  const sheet = lines(
    rows,
    `${declaration}<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>`,
    (cells) => `<row>${cells.map(writeCell).join("")}</row>`,
    "</sheetData></worksheet>",
  );
  const output = new PassThrough();
  const source = Readable.from(sheet);
  source.once("error", (error) => output.destroy(error));
  output.once("close", () => source.destroy());
  zip.addReadStream(source, "xl/worksheets/sheet1.xml");
  zip.end();
  zip.outputStream.pipe(output);
  return output;
}

/** Days since 1899-12-30, in UTC, are a moment there. A text is never a formula. */
function writeCell(value: Value): string {
  if (value === null) return "<c/>";
  if (typeof value === "number") return `<c><v>${value}</v></c>`;
  if (value instanceof Date) return `<c s="1"><v>${value.getTime() / 86_400_000 + 25_569}</v></c>`;
  return `<c t="inlineStr"><is><t xml:space="preserve">${escapeXml(value)}</t></is></c>`;
}

/** In pieces of a few rows, which cost less than one each. */
async function* lines(
  rows: AsyncIterable<HistoryRow>,
  start: string,
  format: (cells: Value[]) => string,
  end: string,
): AsyncGenerator<string> {
  let text = start + format([...header]);
  for await (const { timestamp, payload, ...row } of rows) {
    const values = { ...row, timestamp: new Date(timestamp), payload: JSON.stringify(payload) };
    text += format(header.map((name) => values[name]));
    if (text.length < 16_384) continue;
    yield text;
    text = "";
  }
  yield text + end;
}

/** A spreadsheet takes a text that begins so for a formula; a sign alone, or a number, is none. */
function neutralise(text: string): string {
  return /^[=+\-@\t\r]/.test(text) && !/^[+-]?([\d.]*\d)?$/.test(text) ? `'${text}` : text;
}

/** Without the characters that XML cannot hold. */
function escapeXml(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;");
}
