-- DropIndex
DROP INDEX "cases_created_at_id_idx";

-- CreateIndex
CREATE INDEX "cases_created_at_idx" ON "cases"("created_at");
