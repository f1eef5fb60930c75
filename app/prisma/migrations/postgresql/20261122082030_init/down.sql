-- DropForeignKey
ALTER TABLE "issued_tokens" DROP CONSTRAINT "issued_tokens_user_id_fkey";

-- DropForeignKey
ALTER TABLE "claims" DROP CONSTRAINT "claims_user_id_fkey";

-- DropForeignKey
ALTER TABLE "audit_log" DROP CONSTRAINT "audit_log_user_id_fkey";

-- DropTable
DROP TABLE "users";

-- DropTable
DROP TABLE "issued_tokens";

-- DropTable
DROP TABLE "claims";

-- DropTable
DROP TABLE "audit_log";

-- DropTable
DROP TABLE "outbox";
