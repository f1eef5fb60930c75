-- DropForeignKey
ALTER TABLE "sessions" DROP CONSTRAINT "sessions_user_id_fkey";

-- DropForeignKey
ALTER TABLE "api_tokens" DROP CONSTRAINT "api_tokens_user_id_fkey";

-- DropForeignKey
ALTER TABLE "loans" DROP CONSTRAINT "loans_client_id_fkey";

-- DropForeignKey
ALTER TABLE "installments" DROP CONSTRAINT "installments_loan_id_fkey";

-- DropForeignKey
ALTER TABLE "payments" DROP CONSTRAINT "payments_loan_id_fkey";

-- DropForeignKey
ALTER TABLE "payments" DROP CONSTRAINT "payments_installment_id_fkey";

-- DropForeignKey
ALTER TABLE "payments" DROP CONSTRAINT "payments_user_id_fkey";

-- DropForeignKey
ALTER TABLE "cases" DROP CONSTRAINT "cases_status_id_fkey";

-- DropForeignKey
ALTER TABLE "cases" DROP CONSTRAINT "cases_cartera_id_fkey";

-- DropForeignKey
ALTER TABLE "cases" DROP CONSTRAINT "cases_assigned_to_id_fkey";

-- DropForeignKey
ALTER TABLE "promises" DROP CONSTRAINT "promises_case_id_fkey";

-- DropForeignKey
ALTER TABLE "activities" DROP CONSTRAINT "activities_case_id_fkey";

-- DropForeignKey
ALTER TABLE "activities" DROP CONSTRAINT "activities_created_by_id_fkey";

-- DropForeignKey
ALTER TABLE "api_logs" DROP CONSTRAINT "api_logs_client_id_fkey";

-- DropTable
DROP TABLE "sessions";

-- DropTable
DROP TABLE "api_tokens";

-- DropTable
DROP TABLE "idempotency_keys";

-- DropTable
DROP TABLE "loans";

-- DropTable
DROP TABLE "installments";

-- DropTable
DROP TABLE "payments";

-- DropTable
DROP TABLE "carteras";

-- DropTable
DROP TABLE "case_statuses";

-- DropTable
DROP TABLE "cases";

-- DropTable
DROP TABLE "promises";

-- DropTable
DROP TABLE "activities";

-- DropTable
DROP TABLE "contact_submissions";

-- DropTable
DROP TABLE "api_clients";

-- DropTable
DROP TABLE "api_logs";
