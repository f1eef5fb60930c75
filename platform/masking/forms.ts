/** Lists the texts by which a secret value can show: plain, escaped, quoted or encoded. Pure. */
import { isText } from "./is-text.ts";

/** Shorter values are not masked: masking each "dev" or "1234" would make output unreadable. */
export const shortestMasked = 6;

/** A longer value is masked up to here, so that a huge one cannot exhaust memory. */
const longest = 1 << 20;
/** Escapes and alignments multiply the size: only values up to here get all of them. */
const longestInAllForms = 1 << 16;

/** Each at least `shortestMasked` long, without duplicates. */
export function listForms(value: string): string[] {
  return [...new Set([...listTextForms(value), ...listBytesForms(value)])];
}

/** Of a value that is base64 of bytes, those bytes, one character each, and their lines. */
export function listRawForms(value: string): string[] {
  const raw = decodeBytes(value)?.toString("latin1");
  return raw === undefined ? [] : readingsOf(raw).filter((one) => one.length >= shortestMasked);
}

/** A file that is no text is carried in base64, and who decodes a value may show what was in it. */
function listBytesForms(value: string): string[] {
  const bytes = decodeBytes(value);
  if (bytes === undefined) return [];
  const isLong = bytes.length > longestInAllForms;
  const texts = [bytes.toString(), bytes.toString("latin1")].flatMap(readingsOf);
  const readable = texts.filter((one) => one.replaceAll("\uFFFD", "").length >= shortestMasked);
  const escaped = isLong ? readable : readable.flatMap(listEscapes);
  return [...escaped, ...listEncodings(bytes, isLong)]
    .filter((form) => form.length >= shortestMasked);
}

/** `undefined` for what is no base64, and for base64 of a text. */
function decodeBytes(value: string): Buffer | undefined {
  const text = value.trim();
  if (text.length % 4 !== 0 || text.length > longest || !/^[A-Za-z0-9+/]{8,}={0,2}$/.test(text)) {
    return undefined;
  }
  const bytes = Buffer.from(text, "base64");
  return isText(bytes) ? undefined : bytes;
}

function listTextForms(value: string): string[] {
  const cut = value.slice(0, longest);
  const forms = new Set<string>();
  const isLong = cut.length > longestInAllForms;
  for (const reading of readingsOf(cut)) {
    const texts = isLong ? [reading] : listEscapes(reading);
    for (const text of texts) forms.add(text);
  }
  const whole = isLong ? [cut] : [...new Set([cut, cut.trim(), `${cut}\n`, ...textEscapes(cut)])];
  for (const text of whole) {
    for (const form of listEncodings(Buffer.from(text), isLong)) forms.add(form);
  }
  return [...forms].filter((form) => form.length >= shortestMasked);
}

export function isMasked(value: string): boolean {
  return value.trim().length >= shortestMasked;
}

function readingsOf(value: string): string[] {
  return [...new Set([value, value.trim(), ...linesOf(value)])];
}

/** Programs print a value of several lines line by line. Armor around a key is no secret. */
function linesOf(value: string): string[] {
  if (!/[\r\n]/.test(value.trim())) return [];
  const lines = value.split(/\r\n|[\r\n]/).map((line) => line.trim());
  return lines.filter((line) => line.length >= shortestMasked && !isArmor(line));
}

function isArmor(line: string): boolean {
  return /^-----(BEGIN|END) [A-Z0-9 ]+-----$/.test(line);
}

function listEscapes(text: string): string[] {
  return [text, ...textEscapes(text), ...shellForms(text)];
}

/** JSON of JavaScript, Python, Go and PHP; URLs of browsers, forms and strict encoders. */
function textEscapes(text: string): string[] {
  const json = JSON.stringify(text).slice(1, -1);
  const ascii = json.replaceAll(/[\u007f-\uffff]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`);
  const go = json.replaceAll(/[<>&]/g, (one) => `\\u00${one.charCodeAt(0).toString(16)}`);
  const twice = JSON.stringify(json).slice(1, -1);
  const percent = encodePercent(text);
  const strict = percent.replaceAll(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);
  const urls = [percent, strict, strict.replaceAll("%20", "+"), encodeUri(text)];
  const lower = urls.map((url) => url.replaceAll(/%[0-9A-F]{2}/g, (one) => one.toLowerCase()));
  return [json, ascii, go, json.replaceAll("/", "\\/"), twice, ...urls, ...lower, ...markupForms(text)];
}

function markupForms(text: string): string[] {
  const amp = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  const named = amp.replaceAll("\"", "&quot;");
  return [amp, named, named.replaceAll("'", "&#39;"), named.replaceAll("'", "&apos;"), text.replaceAll("|", "\\|")];
}

/** Inside of the quotes that shells, `printf %q`, Python and YAML put around it. */
function shellForms(text: string): string[] {
  return [
    text.replaceAll("'", "'\\''"),
    text.replaceAll("'", "'\"'\"'"),
    text.replaceAll("'", "''"),
    text.replaceAll(/[\\'\n]/g, (one) => (one === "\n" ? "\\n" : `\\${one}`)),
    text.replaceAll(/[\\"$`]/g, "\\$&"),
    text.replaceAll(/[\\"$`!]/g, "\\$&"),
    text.replaceAll(/[^\w@%+=:,./\n-]/g, "\\$&"),
    text.replaceAll(/[^\w@%+=:,./\n\u0080-\uffff-]/g, "\\$&"),
    text.replaceAll(/[^\w@%+=:./\n\u0080-\uffff-]/g, "\\$&"),
  ];
}

function listEncodings(bytes: Buffer, isLong: boolean): string[] {
  const hex = bytes.toString("hex");
  const alignments = isLong ? [0] : [0, 1, 2];
  const base64 = alignments.map((at) => alignBase64(bytes, at));
  const whole = bytes.toString("base64");
  const wrapped = [64, 76].flatMap((width) => wrap(whole, width));
  const standard = [whole, ...base64, ...wrapped];
  return [...standard, ...standard.map(toUrlAlphabet), hex, hex.toUpperCase()];
}

/** The characters that bytes give which stand `offset` bytes into a group of three. */
function alignBase64(bytes: Buffer, offset: number): string {
  const shifted = Buffer.concat([Buffer.alloc(offset), bytes]).toString("base64");
  return shifted.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + bytes.length) * 8) / 6));
}

/** As `base64` and `openssl` break it. */
function wrap(text: string, width: number): string[] {
  return text.length <= width ? [] : (text.match(new RegExp(`.{1,${width}}`, "g")) ?? []);
}

function toUrlAlphabet(base64: string): string {
  return base64.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/** A half of a surrogate pair cannot be encoded: then it stays as it is. */
function encodePercent(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}

function encodeUri(text: string): string {
  return encodeURI(text.toWellFormed());
}
