-- What every database has from the start; a second run changes nothing.
INSERT OR IGNORE INTO "case_statuses" ("id", "code") VALUES (1, 'en_gestion'), (2, 'promesa'), (3, 'pagada'), (4, 'incobrable');
INSERT OR IGNORE INTO "carteras" ("name") VALUES ('A'), ('B'), ('C');
