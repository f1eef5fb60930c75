/** Migrations that another release brings: their statements, and which of them destroy data. */
import type { Migration, Statement } from "./plan.ts";
import { judgeStatements } from "./sql-losses.ts";

/** A file of an image's sources that is not as it was. */
export interface SourceFile {
  file: string;
  status: "added" | "changed" | "removed";
  /** Only of migrations that are added. */
  text?: string;
  /** With it, the text of the migrations before it. */
  earlier?: string;
}

const shape = /(?:^|\/)migrations\/(?:(?<engine>[a-z]+)\/)?(?<name>\d[^/]*)\/migration\.sql$/;

export function isMigration(file: string): boolean {
  return shape.test(file);
}

/** Those that are new, for one engine where the files know of engines. */
export function listMigrations(files: readonly SourceFile[], engine?: string): Migration[] {
  return files
    .flatMap(({ file, status, text, earlier }) => {
      const { name, engine: own } = shape.exec(file)?.groups ?? {};
      const fits = own === undefined || engine === undefined || own === engine;
      if (name === undefined || status !== "added" || !fits) return [];
      return [{ name, file, statements: readStatements({ text, earlier }, own ?? engine) }];
    })
    .sort((a, b) => (a.file < b.file ? -1 : 1));
}

function readStatements(
  { text: all = "", earlier }: Pick<SourceFile, "text" | "earlier">,
  engine: string | undefined,
): Statement[] {
  return judgeStatements(all, engine, earlier).map(({ sql: text, losses, converts }) => ({
    sql: text,
    destructive: losses.length > 0 || converts,
    losses,
  }));
}
