/** The scanner of code: what it finds, what it lets pass, and how it tells. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { expect, test } from "vitest";

import { runHere } from "../scripts/run-here.ts";
import { makeProject } from "../spec/project.ts";

function makeCode(files: Readonly<Record<string, string>>): string {
  const root = makeProject({});
  mkdirSync(join(root, "environments"), { recursive: true });
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), `${text}\n`);
  }
  return root;
}

interface Finding { file: string; line: number; rule: string; severity: string }

async function scan(root: string, ...words: string[]) {
  const { code, stdout } = await runHere(root, ["scan", "code", "--json", ...words]);
  return { code, findings: (JSON.parse(stdout) as { findings: Finding[] }).findings };
}

const bad: Readonly<Record<string, readonly string[]>> = {
  "sql-injection": [
    "db.query(`SELECT * FROM users WHERE name = '${name}'`);",
    "await client.execute(\"DELETE FROM users WHERE id = \" + id);",
    "prisma.$queryRawUnsafe(`update users set role = '${role}'`);",
  ],
  "hardcoded-credential": [
    "const password = \"hunter2\";",
    "connect({ user: \"app\", apiKey: \"sk_live_9aF3kL20xQ\" });",
    "config.dbPassword = \"letmein\";",
  ],
  "shell-injection": [
    "exec(`tar czf ${file} data`);",
    "child_process.execSync(\"rm -r \" + folder);",
    "spawn(`git log ${ref}`, { shell: true });",
    "execFile(\"sh\", [\"-c\", `cat ${file}`]);",
  ],
  "weak-crypto": [
    "const sum = createHash(\"md5\");",
    "crypto.createCipheriv(\"des-ede3-cbc\", key, iv);",
    "connect({ rejectUnauthorized: false });",
  ],
  "unsafe-yaml": [
    "import yaml from \"js-yaml\";\nexport const a = yaml.load(text);",
    "import { load } from \"js-yaml\";\nexport const a = load(text);",
    "parse(text, { maxAliasCount: -1 });",
  ],
};

test.each(Object.entries(bad))("C000-25 %s is found by its name", async (rule, lines) => {
  const files = Object.fromEntries(lines.map((line, at) => [`app/bad-${at}.ts`, line]));
  const { code, findings } = await scan(makeCode(files));
  expect(code).toBe(1);
  expect(findings.map((one) => [one.file, one.rule])).toEqual(
    lines.map((_, at) => [`app/bad-${at}.ts`, rule]),
  );
});

const fine = [
  "db.query(\"SELECT * FROM users WHERE name = ?\", [name]);",
  "db.query(sql`SELECT * FROM users WHERE name = ${name}`);",
  "log(`Selected ${count} rows from the table`);",
  "const password = process.env.PASSWORD;",
  "const field = { type: \"password\", password: \"\", token: \"bearer\", secret: \"${key.value}\" };",
  "execFile(\"tar\", [\"czf\", file, \"data\"]);",
  "/a(.*)b/.exec(`${text}`);",
  "createHash(\"sha256\");",
  "import yaml from \"js-yaml\";\nexport const a = yaml.load(text, { schema: yaml.JSON_SCHEMA });",
  "parse(text, { maxAliasCount: 100 });",
];

test.each(fine)("lets %s pass", async (line) => {
  expect(await scan(makeCode({ "app/fine.ts": line }))).toEqual({ code: 0, findings: [] });
});

test("C000-24 what is planted fails the scan, and among tests it does not, when they are left out", async () => {
  const planted = "exec(`tar czf ${file} data`);";
  const among = makeCode({ "app/tests/a.ts": planted, "app/b.test.ts": planted });
  expect((await scan(among)).code).toBe(1);
  expect((await scan(among, "--exclude-tests")).code).toBe(0);
  const { code } = await scan(makeCode({ "app/a.ts": planted }), "--exclude-tests");
  expect(code).toBe(1);
});

test("C000-26 --severity medium hides what is low, and keeps what is medium", async () => {
  const root = makeCode({ "app/a.ts": "const id = Math.random();", "app/b.ts": "createHash(\"sha1\");" });
  expect((await scan(root)).findings.map(({ severity }) => severity)).toEqual(["low", "medium"]);
  expect((await scan(root, "--severity", "medium")).findings).toMatchObject([
    { rule: "weak-crypto", severity: "medium" },
  ]);
  expect((await scan(root, "--severity", "high")).code).toBe(0);
});

test("C000-27 the findings are written as JSON", async () => {
  const root = makeCode({ "app/a.ts": "\ncreateHash(\"md5\");" });
  const { code } = await runHere(root, ["scan", "code", "--format", "json", "--output", "reports/scan.json"]);
  expect(code).toBe(1);
  expect(JSON.parse(readFileSync(join(root, "reports/scan.json"), "utf8"))).toMatchObject({
    ok: false,
    findings: [{ file: "app/a.ts", line: 2, rule: "weak-crypto", severity: "medium" }],
  });
});

test("one rule is allowed with a reason, up to the next empty line, and no other", async () => {
  const allow = "// scan: allow weak-crypto, a name and no secret\n";
  const twice = "createHash(\"md5\");\ncreateHash(\"sha1\");";
  const { findings } = await scan(makeCode({
    "app/a.ts": `${allow}${twice}`,
    "app/b.ts": `${allow}${twice}\n\ncreateHash("md4");`,
    "app/c.ts": "// scan: allow weak-crypto\ncreateHash(\"md5\");",
    "app/d.ts": `${allow}exec(\`rm \${file}\`);`,
    "app/e.ts": "/* eslint-disable */\ncreateHash(\"md5\"); // eslint-disable-line no-one/knows",
  }));
  expect(findings.map(({ file, line }) => `${file}:${line}`)).toEqual(["app/b.ts:5", "app/c.ts:2", "app/d.ts:2", "app/e.ts:2"]);
});

test("what cannot be read is not said to be without faults", async () => {
  const { code, findings } = await scan(makeCode({ "app/a.ts": "const = ;" }));
  expect(code).toBe(1);
  expect(findings).toMatchObject([{ rule: "unreadable" }]);
});
