/**
 * What a search for text looks at: letters without case and accents, folded here, because each
 * database, and each locale of one, folds others. Knows no database.
 */

/** Letters that have a stroke or are two, which Unicode does not take apart */
const special: Record<string, string> = {
  ß: "ss", æ: "ae", œ: "oe", ø: "o", đ: "d", ð: "d", ħ: "h", ı: "i", ł: "l", ŧ: "t", þ: "th", ς: "σ",
};

/** "José", "JOSE" and "jose\u0301" are one. */
export function foldText(text: string): string {
  return text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .replace(/[ßæœøđðħıłŧþς]/g, (letter) => special[letter]!);
}

export interface Searched {
  nroCliente?: string | null;
  entity: string;
  debtorName: string;
  dni?: string | null;
}

/** Of the column search_text; null counts as one that was not folded yet. */
export function searchTextOf({ nroCliente, entity, debtorName, dni }: Searched): string {
  return [debtorName, entity, dni ?? "", nroCliente ?? ""].map(foldText).join("\n");
}
