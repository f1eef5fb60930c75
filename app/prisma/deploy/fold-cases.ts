/**
 * Folds what is searched of cases that have no search_text yet: those from before the column, and
 * those that an older version of the app wrote since. Knows no engine.
 */

import { searchTextOf } from "../../modules/collections/search-text.ts";
import type { Session } from "./session.ts";

/** Rows that one transaction changes, so that a running app waits for none of them for long */
const batch = 500;

export async function foldCases(session: Session): Promise<void> {
  for (let count = batch; count === batch;) {
    count = await session.exclusively(() => foldSome(session));
  }
}

async function foldSome(session: Session): Promise<number> {
  const rows = await session.query(
    `SELECT id, nro_cliente, entity, debtor_name, dni FROM cases WHERE search_text IS NULL ORDER BY id LIMIT ${batch}`,
  );
  for (const { id, nro_cliente, entity, debtor_name, dni } of rows) {
    const text = searchTextOf({
      nroCliente: nro_cliente as string | null,
      entity: String(entity),
      debtorName: String(debtor_name),
      dni: dni as string | null,
    });
    await session.query("UPDATE cases SET search_text = ? WHERE id = ?", [text, id]);
  }
  return rows.length;
}
