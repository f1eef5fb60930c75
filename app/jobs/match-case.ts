/** Whether a case that comes from outside is there already (N003-143). */

import type { Transaction } from "../database/open-database.ts";

interface Person {
  nroCliente: string | null;
  debtorName: string;
  dni: string | null;
  entity: string;
}

/** By nro_cliente, else by name, dni and entity together; never by the name alone. */
export async function matchCase(
  tx: Pick<Transaction, "case">,
  { nroCliente, debtorName, dni, entity }: Person,
) {
  if (nroCliente !== null) return tx.case.findUnique({ where: { nroCliente } });
  return tx.case.findFirst({ where: { nroCliente: null, debtorName, dni, entity } });
}
