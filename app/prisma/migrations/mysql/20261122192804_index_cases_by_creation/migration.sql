-- AlterTable
ALTER TABLE `cases` DROP INDEX `cases_created_at_idx`, ADD INDEX `cases_created_at_id_idx`(`created_at`, `id`);
