/** The mask before output: every form of every secret, in one pass, across chunks. */
import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";

import { afterEach, describe, expect, test } from "vitest";

import { forgetSecrets, learnSecret, maskInside, maskSecrets, takeTooShort } from "../../platform/masking/known-secrets.ts";
import { createMasker, mask } from "../../platform/masking/masker.ts";
import { maskOutput } from "../../scripts/lib/mask-stream.ts";

const values = [
  "correct-horse",
  "p@ss w/ord+&=?\"x\"",
  "it's $HOME `id` \\ !x",
  "ñandú-日本-\u{1F511}key",
  "two\nlines-here\nand three",
  "a|b<c>&'d'e,f;g",
  "{\"private_key\":\"x/y+z==\"}",
  randomBytes(48).toString("base64url"),
  randomBytes(70).toString("base64"),
];

const escapeWide = (text: string) =>
  text.replaceAll(/[\u0080-\uffff]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`);

const forms: Readonly<Record<string, (value: string) => string>> = {
  "raw": (value) => value,
  "JSON": (value) => JSON.stringify(value),
  "JSON in JSON": (value) => JSON.stringify(JSON.stringify({ value })),
  "JSON of Python": (value) => escapeWide(JSON.stringify(value)),
  "URL component": (value) => `https://x/?a=${encodeURIComponent(value.toWellFormed())}&b=1`,
  "form": (value) => new URLSearchParams({ a: value }).toString(),
  "URL of Python": (value) => encodeURIComponent(value).replaceAll(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`),
  "URL in lower case": (value) => encodeURIComponent(value).replaceAll(/%[0-9A-F]{2}/g, (one) => one.toLowerCase()),
  "base64 at 0": (value) => Buffer.from(value).toString("base64"),
  "base64 at 1": (value) => Buffer.from(`:${value}:`).toString("base64"),
  "base64 at 2": (value) => Buffer.from(`u:${value}`).toString("base64"),
  "base64url at 1": (value) => Buffer.from(`:${value}`).toString("base64url"),
  "base64 as coreutils wraps it": (value) => execFileSync("base64", { input: `${value}\n`, encoding: "utf8" }),
  "hex": (value) => Buffer.from(value).toString("hex"),
  "HEX": (value) => Buffer.from(value).toString("hex").toUpperCase(),
  "shell of Python": (value) => `'${value.replaceAll("'", "'\"'\"'")}'`,
  "shell, close and escape": (value) => `'${value.replaceAll("'", "'\\''")}'`,
  "shell, %q": (value) => execFileSync("bash", ["-c", "printf %q \"$1\"", "_", value], { encoding: "utf8" }),
  "repr": (value) => `'${value.replaceAll("\\", "\\\\").replaceAll("'", "\\'").replaceAll("\n", "\\n")}'`,
};

/** Parts of a form that still show. */
function leaks(shown: string, form: string): string[] {
  const parts = new Set<string>();
  for (let at = 0; at + 6 <= form.length; at += 1) {
    const part = form.slice(at, at + 6);
    if (/[\w]{6}/.test(part) && shown.includes(part)) parts.add(part);
  }
  return [...parts];
}

/** What stands around a value in a form is no part of it. */
const around = /https:\/\/x\/\?a=|&b=1|value|^a=|private_key/g;

describe.each(Object.entries(forms))("as %s", (name, write) => {
  test.each(values)("%j shows nowhere (S18)", (value) => {
    if (name === "shell, %q" && /[^\0-\x7e]|\n/.test(value)) return; // which is the ANSI-C form of bash
    const { maskText } = createMasker([value]);
    const written = write(value);
    const shown = maskText(`before ${written} after`);
    expect(shown).toContain(mask);
    expect(shown).toMatch(/^before [\s\S]* after$/);
    const inside = written.replaceAll(around, "\0");
    expect(leaks(shown, inside)).toEqual([]);
  });
});

const bytes = Buffer.concat([Buffer.from([0, 0xff, 0xfe]), Buffer.from("inside"), randomBytes(60), Buffer.from([0x80])]);

test.each([
  ["base64", bytes.toString("base64")],
  ["base64 at 1", Buffer.concat([Buffer.from(":"), bytes, Buffer.from(":")]).toString("base64")],
  ["base64 at 2", Buffer.concat([Buffer.from("u:"), bytes]).toString("base64")],
  ["base64url", bytes.toString("base64url")],
  ["base64 as openssl wraps it", bytes.toString("base64").replaceAll(/.{64}/g, "$&\n")],
  ["hex", bytes.toString("hex")],
  ["HEX", bytes.toString("hex").toUpperCase()],
  ["text of what is none", bytes.toString()],
  ["JSON of that", JSON.stringify(bytes.toString())],
  ["latin1", bytes.toString("latin1")],
])("D11 bytes that are carried in base64 show nowhere as %s", (_, written) => {
  const { maskText } = createMasker([bytes.toString("base64")]);
  const shown = maskText(`before ${written} after`);
  expect(shown).toContain(mask);
  expect(leaks(shown, written.slice(4, -4))).toEqual([]); // what is beside them in a group of three
});

test.each([1, 7, 1000])("D11 bytes as they are show nowhere in chunks of %d bytes", (size) => {
  const stream = createMasker([bytes.toString("base64")], { bytes: true }).openStream();
  const whole = `before ${bytes.toString("latin1")} after`;
  let shown = "";
  for (let at = 0; at < whole.length; at += size) shown += stream.push(whole.slice(at, at + size));
  expect(shown + stream.flush()).toBe(`before ${mask} after`);
});

test("each line of a value of several lines is masked by itself, but for the armor of a key", () => {
  const body = randomBytes(40).toString("base64");
  const { maskText } = createMasker([`-----BEGIN PRIVATE KEY-----\n${body}\nx\n-----END PRIVATE KEY-----\n`]);
  expect(maskText(`api-1 | ${body}`)).toBe(`api-1 | ${mask}`);
  expect(maskText("-----BEGIN PRIVATE KEY-----\nother")).toBe("-----BEGIN PRIVATE KEY-----\nother");
});

test("secrets that overlap, or hold one another, leave nothing of either", () => {
  const { maskText } = createMasker(["abcdefgh", "efghijkl", "bcdefg", "abcdefghijklmnop"]);
  expect(maskText("xabcdefghijklx")).toBe(`x${mask}x`);
  expect(maskText("abcdefghijklmnop")).toBe(mask);
  expect(maskText("abcdefghijklmno")).toBe(`${mask}mno`);
});

test.each([1, 2, 3, 5, 7, 1000])("chunks of %d characters show what a whole text shows", (size) => {
  const { maskText, openStream } = createMasker(values);
  const whole = values.flatMap((value) => Object.values(forms).slice(8, 15).map((write) => write(value)).concat(value, "cor", "correct-hors")).join(" ");
  const stream = openStream();
  let shown = "";
  for (let at = 0; at < whole.length; at += size) shown += stream.push(whole.slice(at, at + size));
  expect(shown + stream.flush()).toBe(maskText(whole));
});

test("a stream holds back only what may be the beginning of a secret", () => {
  const stream = createMasker(["correct-horse"]).openStream();
  expect(stream.push("Name: cor")).toBe("Name: ");
  expect(stream.push("al\n")).toBe("coral\n");
  expect(stream.push("correct-hor")).toBe("");
  expect(stream.push("se")).toBe(mask);
});

describe("what the program learned", () => {
  afterEach(forgetSecrets);

  test("is masked in data, and in the bytes of a program whatever their encoding", async () => {
    learnSecret("ñandú-日本");
    expect(maskInside({ a: ["ñandú-日本!"], "ñandú-日本": 1 })).toEqual({ a: [`${mask}!`], [mask]: 1 });
    const below = new PassThrough();
    const said = text(below);
    const output = maskOutput(below);
    const bytes = Buffer.concat([Buffer.from([0x78]), Buffer.from("ñandú-日本 ends")]);
    for (const byte of bytes) output.write(Buffer.from([byte]));
    output.end(() => below.end());
    expect(await said).toBe(`x${mask} ends`);
  });

  test("passes other bytes through as they are", async () => {
    learnSecret("correct-horse");
    const below = new PassThrough();
    const chunks: Buffer[] = [];
    below.on("data", (chunk: Buffer) => chunks.push(chunk));
    const output = maskOutput(below);
    const bytes = Buffer.from(Array.from({ length: 512 }, (_, at) => at % 256));
    await new Promise<void>((resolve) => output.end(bytes, () => resolve()));
    expect(Buffer.concat(chunks)).toEqual(bytes);
  });

  test("is named where it is too short to be masked", () => {
    learnSecret("12345", "pin");
    learnSecret("123456", "code");
    expect(takeTooShort()).toEqual(["pin"]);
    expect(maskSecrets("12345 and 123456")).toBe(`12345 and ${mask}`);
  });
});
