-- What every database has from the start; a second run changes nothing.
INSERT INTO "case_statuses" ("id", "code") VALUES (1, 'en_gestion'), (2, 'promesa'), (3, 'pagada'), (4, 'incobrable') ON CONFLICT DO NOTHING;
INSERT INTO "carteras" ("name") VALUES ('A'), ('B'), ('C') ON CONFLICT DO NOTHING;
