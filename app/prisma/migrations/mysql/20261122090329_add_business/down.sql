-- DropTable
SET FOREIGN_KEY_CHECKS = 0;
DROP TABLE `sessions`;
DROP TABLE `api_tokens`;
DROP TABLE `idempotency_keys`;
DROP TABLE `loans`;
DROP TABLE `installments`;
DROP TABLE `payments`;
DROP TABLE `carteras`;
DROP TABLE `case_statuses`;
DROP TABLE `cases`;
DROP TABLE `promises`;
DROP TABLE `activities`;
DROP TABLE `contact_submissions`;
DROP TABLE `api_clients`;
DROP TABLE `api_logs`;
SET FOREIGN_KEY_CHECKS = 1;
