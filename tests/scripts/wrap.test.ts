/** Lines of prose that fit a terminal, without a break in what people copy. */
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { styleText } from "node:util";

import ts from "typescript";
import { describe, expect, test } from "vitest";

import { asTyped } from "../../scripts/lib/as-typed.ts";
import { wrap } from "../../scripts/lib/wrap.ts";

const words = "a plan that was approved for something else is made again and approved again, by the same people";

test("a text is broken between words, and its next lines stand below its first word", () => {
  const lines = wrap(`  hint: ${words}`, 40, "        ").split("\n");
  expect(lines.map((line) => line.trimStart()).join(" ")).toBe(`hint: ${words}`);
  expect(lines[0]).toMatch(/^ {2}hint: /);
  expect(lines.length).toBeGreaterThan(2);
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(40);
  for (const line of lines.slice(1)) expect(line).toMatch(/^ {8}\S/);
});

test("a line that fits stays as it is, and so do the lines of a text", () => {
  expect(wrap("one  two\n  three", 40)).toBe("one  two\n  three");
  expect(wrap(words, Infinity)).toBe(words);
});

describe.each([
  "/srv/andamio/environments/a-file-with-a-name-that-is-quite-long.yaml",
  "npx andamio preview staging --save reports/plan.json",
  "npm exec -c 'pulumi up --stack dev'",
  "https://example.com/a/very/long/path?with=a&query=that-is-long",
  "{ web: { \"volume uploads\": { reason: moved, owner: ops } } }",
  "components: { key: { kind: Secret, from: { variable: KEY } } }",
  "`kubectl -n andamio-prod describe pod api`",
  "sudo apt-get install -y postgresql redis-server",
  "rm -r /srv/andamio/.andamio/state/locks/dev",
])("%s", (value) => {
  test.each([10, 20, 30, 40, 50, 60])("is not broken behind %i letters", (count) => {
    const before = "x".repeat(4).concat(" ").repeat(count / 5).trim();
    const text = wrap(`${before} ${value}, and then go on with the rest of it`, 80);
    expect(text).toContain(value);
    for (const line of text.split("\n")) expect(line.length, line).toBeLessThanOrEqual(80);
  });

  test("is not broken either where it is longer than a line", () => {
    expect(wrap(`see ${value}, and go on`, 20)).toContain(value);
  });
});

test("a command ends where the sentence goes on", () => {
  const text = wrap("give andamio up dev again, or remove the lock with npx andamio doctor and look", 60);
  for (const line of text.split("\n")) expect(line.length, line).toBeLessThanOrEqual(60);
  expect(text).toMatch(/npx andamio doctor/);
});

test.each([
  `it said "${words}`,
  `'${words}`,
  `{ ${words}`,
  `it said "${words} ${words}", and ended`,
])("words are broken that no quote or brace holds together: %s", (text) => {
  for (const line of wrap(text, 60).split("\n")) expect(line.length, line).toBeLessThanOrEqual(60);
});

test("colors count as nothing", () => {
  const painted = styleText("red", "error:", { validateStream: false });
  expect(wrap(`${painted} ${"word ".repeat(14).trim()}`, 80)).not.toContain("\n");
});

const root = join(import.meta.dirname, "../..");

/** Sentences of a source, with a value where one is put in: messages, hints, texts of help. */
function listTexts(file: string): string[] {
  const source = ts.createSourceFile(file, readFileSync(join(root, file), "utf8"), ts.ScriptTarget.Latest, true);
  const texts: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) texts.push(node.text);
    else if (ts.isTemplateExpression(node)) {
      const spans = node.templateSpans.map(({ literal }) => `NAME${literal.text}`);
      texts.push([node.head.text, ...spans].join(""));
    }
    node.forEachChild(visit);
  };
  visit(source);
  return texts.filter((text) => /^[^\n;{}=<>]*\w \w+ \w/.test(text));
}

test("F11 what the platform, its rules and its verbs say fits a terminal, and loses no word", () => {
  const files = globSync(["platform/**/*.ts", "policies/**/*.ts", "scripts/**/*.ts"], { cwd: root });
  const texts = files.filter((file) => !/node_modules|generated/.test(file)).flatMap(listTexts);
  expect(texts.length).toBeGreaterThan(1000);
  const wide = texts.flatMap((text) => {
    const wrapped = wrap(asTyped(`  hint: ${text}`), 80, " ".repeat(8));
    expect(wrapped.replaceAll(/\s+/g, " ")).toBe(asTyped(`  hint: ${text}`).replaceAll(/\s+/g, " "));
    const isCommand = (line: string): boolean => /^ *(npm|npx|sudo) /.test(line); // which is copied
    return wrapped.split("\n").filter((line) => line.length > 80 && !isCommand(line));
  });
  expect(wide).toEqual([]);
});
