-- DropTable
SET FOREIGN_KEY_CHECKS = 0;
DROP TABLE `users`;
DROP TABLE `issued_tokens`;
DROP TABLE `claims`;
DROP TABLE `audit_log`;
DROP TABLE `outbox`;
SET FOREIGN_KEY_CHECKS = 1;
