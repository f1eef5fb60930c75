/**
 * Whether a text looks like a credential: by the name that it goes under, by the shape that issuers
 * give theirs, or by being too random for words. Knows no place of the specification.
 */

/** Words of a name whose value opens something, one or two of them. */
const secretWords = new Set([
  "password", "passwd", "passphrase", "passcode", "passwort", "pwd", "pw", "pass", "secret", "secrets", "token", "credential",
  "credentials", "dsn", "apikey", "privatekey", "accesskey", "secretkey", "authtoken",
]);
const secretPairs = new Set(
  ["api", "private", "access", "secret", "signing", "encryption", "auth", "master"].map((word) => `${word} key`)
    .concat("connection string"),
);

/** After such a word they say that the value is about a credential, and is none. */
const aboutWords = new Set([
  "ttl", "min", "max", "minimum", "maximum", "length", "len", "size", "bytes", "bits", "name", "names", "user", "username", "file",
  "files", "path", "dir", "folder", "url", "uri", "host", "port", "expiry", "expire", "expires", "expiration", "age", "days", "hours",
  "minutes", "seconds", "ms", "header", "prefix", "suffix", "algorithm", "alg", "policy", "enabled", "disabled", "required", "rounds",
  "type", "id", "count", "limit", "attempts", "retries", "timeout", "interval", "rotation", "validators", "hasher", "hashers", "pattern",
  "regex", "issuer", "audience", "scope", "scopes", "cookie", "endpoint", "provider", "mode", "format", "strength", "bucket", "store",
  "reset", "field", "param", "backend", "location", "cost", "refresh", "lifetime", "through", "rate", "ref", "arn",
]);

const shapes: readonly RegExp[] = [
  /-----BEGIN [A-Z ]*PRIVATE KEY/,
  /\b(AKIA|ASIA)[0-9A-Z]{16}\b/,
  /\bgh[pousr]_[A-Za-z0-9]{30,}/,
  /\bgithub_pat_[A-Za-z0-9_]{40,}/,
  /\bglpat-[A-Za-z0-9_-]{18,}/,
  /\bxox[abeprs]-[A-Za-z0-9-]{10,}/,
  /\b(sk|rk|pk)_(live|test)_[A-Za-z0-9]{16,}/,
  /\bsk-[A-Za-z0-9_-]{20,}/,
  /\bSG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}/,
  /\bAIza[0-9A-Za-z_-]{30,}/,
  /\bya29\.[0-9A-Za-z_-]{20,}/,
  /\bnpm_[A-Za-z0-9]{30,}/,
  /\bdop_v1_[a-f0-9]{40,}/,
  /\bHRKU-[0-9a-fA-F-]{30,}/,
  /\bAGE-SECRET-KEY-1[0-9A-Z]{40,}/,
  /\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]+/,
  /\bhttps:\/\/hooks\.slack\.com\/services\/\w+\/\w+\/\w+/,
  /^(pbkdf2_|\$2[aby]\$|\$argon2)/,
];

/** `scheme://user:password@host`, of which the password is no reference. */
const urlWithPassword = /(?<![\w.+-])[a-z][a-z0-9+.-]*:\/\/[^\s/:@]*:(?<password>[^\s/@]+)@/gi;

const plainWords = /^(true|false|null|none|yes|no|on|off|enabled|disabled|optional|required|\d{1,5})$/i;

export function isCredential(name: string, value: string): boolean {
  if (value === "" || isReference(value)) return hasPassword(value);
  return hasCredentialShape(value) || isNamedSo(name, value) || isRandom(value);
}

/** Whatever it is called: as issuers write theirs, or the password of a URL. */
export function hasCredentialShape(value: string): boolean {
  return hasPassword(value) || shapes.some((shape) => shape.test(value));
}

function isReference(value: string): boolean {
  for (const { index } of value.matchAll(/(?<!\$)\$\{/g)) {
    const end = value.indexOf("}", index + 2);
    if (end === -1) return false;
    if (end > index + 2) return true;
  }
  return false;
}

function hasPassword(value: string): boolean {
  if (!value.includes("://")) return false;
  const passwords = [...value.matchAll(urlWithPassword)].map(({ groups }) => groups?.password ?? "");
  return passwords.some((password) => !/^\$/.test(password) && !isReference(password));
}

/**
 * `SMTP_PASSWORD`, `jwtSecret`, `DB_PASSWORD_MAIN`; but not `PASSWORD_MIN_LENGTH`, nor a path or an
 * address.
 */
function isNamedSo(name: string, value: string): boolean {
  if (plainWords.test(value) || !namesCredential(name)) return false;
  return !/^(https?:\/\/|\.{0,2}\/)\S*$/.test(value) || /dsn$/i.test(name);
}

export function namesCredential(name: string): boolean {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .map((word) => word.replace(/(?<=[a-z]{2})\d+$/, ""));
  const at = words.findLastIndex((word, index) =>
    secretWords.has(word) || secretPairs.has(`${words[index - 1]} ${word}`));
  return at !== -1 && !words.slice(at + 1).some((word) => aboutWords.has(word));
}

/** Long, of one piece, of letters of both cases and digits, and with few of them twice. */
function isRandom(value: string): boolean {
  return value
    .split(/[\s,;:=/?&"'()[\]{}|]+/)
    .some((word) => isRandomHex(word) || isRandomWord(word.replace(/^[.@#-]+/, "")));
}

function isRandomHex(word: string): boolean {
  const known = [40, 64].includes(word.length);
  // these are the lengths of digests too, which are no secret; they say so, or are of a commit
  return !known && /^[0-9a-f]{32,}$/i.test(word) && /\d/.test(word) && entropyOf(word) > 3;
}

function isRandomWord(word: string): boolean {
  if (word.length < 24 || !/^[A-Za-z0-9+_=.~!@#$%^*-]+$/.test(word)) return false;
  const mixed = [/[a-z]/, /[A-Z]/, /\d/].every((kind) => kind.test(word));
  const dashed = word.split(/[-_.]/).length > 4;
  return mixed && !dashed && entropyOf(word) > 3.8;
}

/** Bits per character, as Shannon counts them. */
function entropyOf(word: string): number {
  const counts = new Map<string, number>();
  for (const letter of word) counts.set(letter, (counts.get(letter) ?? 0) + 1);
  return [...counts.values()].reduce(
    (sum, count) => sum - (count / word.length) * Math.log2(count / word.length),
    0,
  );
}
