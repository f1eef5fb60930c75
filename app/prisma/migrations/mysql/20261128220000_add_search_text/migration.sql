-- AlterTable
ALTER TABLE `cases` ADD COLUMN `search_text` TEXT NULL;
