/** What a migration destroys is read from its statements, and from no comment or string. */
import { expect, test } from "vitest";

import { judgeStatements } from "../../platform/plan/sql-losses.ts";

const judge = (sql: string, engine = "postgresql") =>
  judgeStatements(sql, engine).flatMap(({ losses }) => losses);

test.each([
  ["DROP TABLE payments", ["drop payments"]],
  ["drop table if exists \"public\".\"Payments\" cascade;", ["drop Payments"]],
  ["DROP TABLE a, audit.b", ["drop a", "drop audit.b"]],
  ["ALTER TABLE payments DROP COLUMN note, ADD x int, DROP amount", ["drop payments.note", "drop payments.amount"]],
  ["ALTER TABLE IF EXISTS ONLY \"payments\" DROP COLUMN IF EXISTS \"note\" CASCADE", ["drop payments.note"]],
  ["ALTER TABLE payments DROP \"constraint\"", ["drop payments.constraint"]],
  ["TRUNCATE payments, refunds RESTART IDENTITY CASCADE", ["truncate payments", "truncate refunds"]],
  ["DROP OWNED BY claims, audit CASCADE", ["drop owned by claims, audit"]],
  ["TRUNCATE TABLE ONLY payments", ["truncate payments"]],
  ["DELETE FROM payments", ["delete payments"]],
  ["DELETE FROM payments WHERE (TRUE)", ["delete payments"]],
  ["DELETE FROM payments WHERE 1 = 1 RETURNING id", ["delete payments"]],
  ["DELETE FROM payments USING (SELECT id FROM x WHERE y) q", ["delete payments"]],
  ["WITH gone AS (DELETE FROM payments RETURNING *) INSERT INTO archive SELECT * FROM gone WHERE id > 1", ["delete payments"]],
  ["UPDATE payments SET note = NULL", ["update payments.note"]],
  ["UPDATE ONLY \"public\".\"payments\" AS p SET (note, amount) = ('', 0), \"kind\" = (SELECT k FROM x WHERE y) RETURNING id", ["update payments.note", "update payments.amount", "update payments.kind"]],
  ["UPDATE payments SET note = q.note FROM (SELECT note FROM x WHERE y) q WHERE true", ["update payments.note"]],
  ["WITH q AS (UPDATE payments SET note = '' RETURNING id) SELECT id FROM q WHERE id > 1", ["update payments.note"]],
  ["ALTER TABLE payments ADD remark text; UPDATE payments SET remark = note, note = ''", ["update payments.note"]],
  ["DROP SCHEMA claims CASCADE", ["drop schema claims"]],
  ["DROP TYPE mood CASCADE", ["drop type mood"]],
  ["DO $$ BEGIN IF true THEN DROP TABLE payments; END IF; END $$", ["drop payments"]],
  ["DO $body$ BEGIN EXECUTE 'TRUNCATE payments'; END $body$", ["truncate payments"]],
  ["/* a /* nested */ comment */ DROP /* here */ TABLE -- and\n payments", ["drop payments"]],
])("%s destroys", (sql, losses) => {
  expect(judge(sql)).toEqual(losses);
});

test.each([
  ["-- DROP TABLE payments;\nSELECT 1"],
  ["/* DROP TABLE payments; /* DROP TABLE b; */ DROP TABLE c; */ SELECT 1"],
  ["INSERT INTO notes VALUES ('; DROP TABLE payments; --')"],
  ["INSERT INTO notes VALUES (E'it\\'; DROP TABLE payments')"],
  ["COMMENT ON TABLE t IS $x$DROP TABLE payments;$x$"],
  ["SELECT \"drop table\" FROM t"],
  ["DELETE FROM payments WHERE id = 1"],
  ["UPDATE payments SET note = '' WHERE id = 1"],
  ["ALTER TABLE payments ADD COLUMN IF NOT EXISTS remark text; UPDATE payments SET remark = note"],
  ["CREATE TABLE scratch (id int); UPDATE scratch SET id = 1"],
  ["INSERT INTO payments VALUES (1) ON CONFLICT (id) DO UPDATE SET note = excluded.note"],
  ["SELECT 1 FROM (SELECT id FROM payments FOR UPDATE) q"],
  ["ALTER TABLE payments DROP CONSTRAINT c, ALTER COLUMN note DROP DEFAULT, ALTER amount DROP NOT NULL"],
  ["ALTER TABLE payments ADD FOREIGN KEY (a) REFERENCES b (id) ON DELETE CASCADE"],
  ["DROP INDEX i; DROP VIEW v; DROP TYPE mood; DROP FUNCTION f"],
  ["CREATE TABLE scratch (id int); DROP TABLE scratch"],
  ["CREATE FUNCTION f() RETURNS trigger AS $$ BEGIN DELETE FROM payments; RETURN NULL; END $$ LANGUAGE plpgsql"],
  ["ALTER TABLE payments RENAME COLUMN note TO remark; ALTER TABLE payments RENAME TO paid"],
])("%s destroys nothing", (sql) => {
  expect(judge(sql)).toEqual([]);
});

test("MySQL executes some comments, and has others", () => {
  expect(judge("/*!50000 DROP TABLE payments */; # DROP TABLE a\nSELECT 1 -- DROP TABLE b", "mysql")).toEqual(["drop payments"]);
  expect(judge("ALTER TABLE `payments` DROP `note`, DROP INDEX `i`, DROP PRIMARY KEY", "mysql")).toEqual(["drop payments.note"]);
  expect(judge("INSERT INTO t VALUES ('a\\'; DROP TABLE b', \"it's; DROP TABLE c\")", "mysql")).toEqual([]);
  expect(judge("ALTER TABLE t DROP PARTITION p0, p1; DELETE t, u FROM t JOIN u; DELETE LOW_PRIORITY FROM v LIMIT 5", "mysql"))
    .toEqual(["drop t partition p0", "drop t partition p1", "delete t", "delete u", "delete v"]);
  expect(judge("CREATE TRIGGER x AFTER INSERT ON t FOR EACH ROW BEGIN IF 1 THEN DELETE FROM u; END IF; DELETE FROM v; END; DELETE FROM w", "mysql"))
    .toEqual(["delete w"]);
  expect(judge("UPDATE LOW_PRIORITY IGNORE `t` JOIN u ON u.id = t.id SET t.`a` = 1, t.b = t.b + 1 LIMIT 5", "mysql")).toEqual(["update t.a", "update t.b"]);
  expect(judge("ALTER TABLE t ADD (c int, d int); UPDATE t SET c = 1, d = a ORDER BY id", "mysql")).toEqual([]);
  expect(judge("INSERT INTO t VALUES (1) ON DUPLICATE KEY UPDATE a = 1", "mysql")).toEqual([]);
  expect(judge("CREATE OR REPLACE TABLE t (id int); SELECT 5--5", "mysql")).toEqual(["drop t"]);
});

const rebuild = (copy: string) => `CREATE TABLE "new_t" ("id" INTEGER);
${copy}
DROP TABLE "t";
ALTER TABLE "new_t" RENAME TO "t";`;

test("SQLite's copy of a table loses nothing, unless it copies nothing", () => {
  expect(judge(rebuild("INSERT INTO \"new_t\" (\"id\") SELECT \"id\" FROM \"t\";"), "sqlite")).toEqual([]);
  expect(judge(rebuild(""), "sqlite")).toEqual(["drop t"]);
  expect(judge(rebuild("INSERT INTO \"new_t\" SELECT id FROM t WHERE id > 5;"), "sqlite")).toEqual(["drop t"]);
  expect(judge("CREATE TRIGGER x DELETE ON t BEGIN DELETE FROM u; END; DELETE FROM [my table]", "sqlite")).toEqual(["delete my table"]);
  expect(judge("UPDATE OR REPLACE [my table] SET [my note] = ''", "sqlite")).toEqual(["update my table.my note"]);
});

test.each([
  ["CREATE TABLE \"t\" (\"id\" INTEGER, \"note\" TEXT, CONSTRAINT \"c\" CHECK (id > 0))", ["drop t.note"]],
  ["CREATE TABLE t (id INTEGER, PRIMARY KEY (id)); ALTER TABLE t ADD COLUMN note TEXT; ALTER TABLE t RENAME note TO Remark", ["drop t.Remark"]],
  ["CREATE TABLE old (id INT, a INT, b INT); ALTER TABLE old DROP COLUMN a; ALTER TABLE old RENAME TO t", ["drop t.b"]],
  [rebuild("INSERT INTO new_t SELECT id FROM t").replace("(\"id\" INTEGER)", "(id INTEGER, x TEXT)"), ["drop t.x"]],
  ["CREATE TABLE t (id INTEGER); CREATE TABLE u (note TEXT)", []],
])("after %s a copy that leaves columns out loses them", (earlier, losses) => {
  const copy = rebuild("INSERT INTO \"new_t\" (\"id\") SELECT \"id\" FROM \"t\";");
  expect(judgeStatements(copy, "sqlite", earlier).flatMap((one) => one.losses)).toEqual(losses);
});

test("a copy that reads each column, itself or in an expression, loses none", () => {
  const earlier = "CREATE TABLE t (id INTEGER, note TEXT)";
  for (const selected of ["*", "t.*", "id, coalesce(\"note\", '') AS \"note\"", "note, id"]) {
    const copy = rebuild(`INSERT INTO new_t SELECT ${selected} FROM t;`);
    expect(judgeStatements(copy, "sqlite", earlier).flatMap(({ losses }) => losses)).toEqual([]);
  }
});

test("another type of a column is marked, and is no loss", () => {
  const [one] = judgeStatements("ALTER TABLE t ALTER COLUMN x SET DATA TYPE bigint", "postgresql");
  expect(one).toMatchObject({ converts: true, losses: [] });
});

test("a body with an IF ends where it ends, and what follows is read", () => {
  const procedure = "CREATE PROCEDURE p() BEGIN IF 1 THEN SELECT 1; END IF; END; DROP TABLE b";
  expect(judge(procedure, "mysql")).toEqual(["drop b"]);
});

test("only what is created with a body has blocks", () => {
  expect(judge("CREATE TABLE t (begin int); DROP TABLE b")).toEqual(["drop b"]);
  expect(judge("DROP PROCEDURE begin; DROP TABLE b", "mysql")).toEqual(["drop b"]);
});

test("a table that is copied, dropped and put back by RENAME TABLE loses nothing", () => {
  const copy = "CREATE TABLE new_t (id INT, a INT); INSERT INTO new_t (id, a) SELECT id, a FROM t; DROP TABLE t;";
  expect(judge(`${copy} RENAME TABLE new_t TO t`, "mysql")).toEqual([]);
  expect(judge(`${copy} RENAME TABLE new_t TO other`, "mysql")).toEqual(["drop t"]);
});
