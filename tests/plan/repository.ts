/** A project in a git repository of its own, to compare with what it was. */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { onTestFinished } from "vitest";

import { type Ended, runHere } from "../scripts/run-here.ts";
import { writeBuilds } from "../spec/project.ts";
import type { Files } from "./fixture.ts";

export interface Repository {
  root: string;
  write(files: Files): void;
  git(...words: readonly string[]): string;
  andamio(...words: readonly string[]): Promise<Ended>;
}

/** All files are committed on `main`. */
export function makeRepository(files: Files): Repository {
  const root = mkdtempSync(join(tmpdir(), "andamio-plan-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const repository: Repository = {
    root,
    write(all) {
      for (const [file, text] of Object.entries(all)) {
        mkdirSync(dirname(join(root, file)), { recursive: true });
        writeFileSync(join(root, file), text);
        writeBuilds(root, text);
      }
    },
    git: (...words) => {
      const who = ["-c", "user.name=test", "-c", "user.email=test@example.com"];
      return execFileSync("git", [...who, ...words], { cwd: root, encoding: "utf8" });
    },
    andamio: (...words) => runHere(root, words),
  };
  repository.write(files);
  repository.git("init", "-q", "-b", "main");
  repository.git("add", "-A");
  repository.git("commit", "-q", "-m", "first");
  return repository;
}
