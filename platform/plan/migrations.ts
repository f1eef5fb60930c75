/** Migrations that another release brings: their statements, and which of them destroy data. */
import type { Migration, Statement } from "./plan.ts";

/** A file of an image's sources that is not as it was. */
export interface SourceFile {
  file: string;
  status: "added" | "changed" | "removed";
  /** Only of migrations. */
  text?: string;
}

const shape = /(?:^|\/)migrations\/(?:(?<engine>[a-z]+)\/)?(?<name>\d[^/]*)\/migration\.sql$/;

export function isMigration(file: string): boolean {
  return shape.test(file);
}

/** Those that are new, for one engine where the files know of engines. */
export function listMigrations(files: readonly SourceFile[], engine?: string): Migration[] {
  return files
    .flatMap(({ file, status, text }) => {
      const { name, engine: own } = shape.exec(file)?.groups ?? {};
      const fits = own === undefined || engine === undefined || own === engine;
      if (name === undefined || status !== "added" || !fits) return [];
      return [{ name, file, statements: readStatements(text ?? "") }];
    })
    .sort((a, b) => (a.file < b.file ? -1 : 1));
}

const destructive =
  /^\s*(DROP\s+(TABLE|DATABASE|SCHEMA|COLUMN|TYPE)|TRUNCATE|DELETE\s+FROM|ALTER\s+TABLE\b[^;]*\b(DROP\s+(COLUMN\s+)?(?!CONSTRAINT|INDEX|DEFAULT|NOT\b|FOREIGN|PRIMARY|KEY)|(ALTER|MODIFY|CHANGE)\s+(COLUMN\s+)?\S+\s+(SET\s+DATA\s+)?TYPE|MODIFY\s))/i;

function readStatements(sql: string): Statement[] {
  const all = splitStatements(sql);
  return all.map((statement) => ({
    sql: statement,
    destructive: destructive.test(statement) && !isRebuild(statement, all),
  }));
}

/** SQLite changes a table by copying it and dropping the old one: nothing is lost. */
function isRebuild(statement: string, all: readonly string[]): boolean {
  const [, table] = /^DROP\s+TABLE\s+"?(\w+)"?$/i.exec(statement) ?? [];
  if (table === undefined) return false;
  const renamed = new RegExp(`^ALTER\\s+TABLE\\s+"?\\w+"?\\s+RENAME\\s+TO\\s+"?${table}"?$`, "i");
  return all.some((one) => renamed.test(one));
}

/** Without comments; what stands in quotes is no end of a statement. */
function splitStatements(sql: string): string[] {
  const piece = /'(?:[^']|'')*'|"(?:[^"]|"")*"|`[^`]*`|\$(\w*)\$[\s\S]*?\$\1\$|--[^\n]*|\/\*[\s\S]*?\*\/|;|[^'"`$;/-]+|[\s\S]/g;
  const statements = [""];
  for (const [word] of sql.matchAll(piece)) {
    if (word === ";") statements.push("");
    else if (!word.startsWith("--") && !word.startsWith("/*")) {
      statements[statements.length - 1] += word;
    }
  }
  return statements.map((one) => one.replace(/\s+/g, " ").trim()).filter((one) => one !== "");
}
