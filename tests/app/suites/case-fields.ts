/** The fields of a case that a request must have. */

export const fields = { entity: "Banco Sur", debtor_name: "Rosa Ñandú", amount: "1000.50", cartera: "A" };
