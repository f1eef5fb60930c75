-- What a case refers to stays.
DELETE FROM "carteras" WHERE "name" IN ('A', 'B', 'C') AND "id" NOT IN (SELECT "cartera_id" FROM "cases");
DELETE FROM "case_statuses" WHERE "id" NOT IN (SELECT "status_id" FROM "cases");
