/**
 * The first step of every npm script: installs by the lockfiles when needed, then runs a program
 * under Node 24.
 * `node scripts/setup.mjs [--generate] PROGRAM ARGUMENTS…`; built-ins alone, because it runs before
 * anything is installed.
 */
import { spawn } from "node:child_process";
import { accessSync, constants, realpathSync } from "node:fs";
import module from "node:module";
import { constants as os } from "node:os";
import { delimiter, dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

import { generateClients, installPackages, SetupError } from "./lib/install.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const oldest = 24;

try {
  await setUp(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  console.error(`error: ${error.message}\n  hint: ${error.hint}`);
  process.exitCode = 1;
}

/** @param {string[]} words */
async function setUp(words) {
  const generate = words[0] === "--generate";
  const [program, ...args] = generate ? words.slice(1) : words;
  await installPackages(root);
  const node = findNode();
  process.env.PATH = [dirname(node), join(root, "node_modules", ".bin"), process.env.PATH].join(
    delimiter,
  );
  if (generate) await generateClients(root);
  if (!program) return console.error("Everything is installed. Next: npm run up");
  const path = findProgram(program);
  if (node === process.execPath) await runHere(path, args);
  else await runUnder(node, path, args);
}

/** The machine's own when it is new enough, else the one that npm brought. */
function findNode() {
  if (Number.parseInt(process.versions.node) >= oldest) return process.execPath;
  const brought = join(
    root,
    "node_modules",
    `node-${process.platform}-${process.arch}`,
    "bin",
    "node",
  );
  try {
    accessSync(brought, constants.X_OK);
    return brought;
  } catch {
    throw new SetupError(
      `Andamio runs on Node ${oldest}, this is ${process.versions.node}, and npm has none for ${process.platform}-${process.arch}`,
      process.platform === "darwin"
        ? `brew install node@${oldest}, then put it first on PATH`
        : `install Node ${oldest} from https://nodejs.org/en/download, and put it first on PATH`,
    );
  }
}

/** A file, or a program of an installed package. @param {string} program */
function findProgram(program) {
  const path = program.includes("/")
    ? resolve(root, program)
    : join(root, "node_modules", ".bin", program);
  return realpathSync(path);
}

/**
 * No second process where this one will do: it would cost every command 50 ms.
 * @param {string} path
 * @param {string[]} args
 */
async function runHere(path, args) {
  process.argv = [process.execPath, path, ...args];
  // before the first of our own files, so that none loads what strips types
  if (path.endsWith(".ts")) {
    module.enableCompileCache(join(root, "node_modules", ".cache", "compiled"));
  }
  await import(pathToFileURL(path).href);
}

/**
 * Stands for the program: passes signals on and ends as it ends.
 * @param {string} node
 * @param {string} path
 * @param {string[]} args
 */
async function runUnder(node, path, args) {
  const child = spawn(node, [path, ...args], { stdio: "inherit" });
  // The terminal sends Ctrl-C to both; passing it on would make it count twice.
  const names = /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"]);
  for (const name of names) {
    process.on(name, () => {
      if (name !== "SIGINT" || !process.stdin.isTTY) child.kill(name);
    });
  }
  const [code, signal] = await new Promise((done, fail) =>
    child.on("close", (...ends) => done(ends)).on("error", fail),
  );
  process.exitCode = code ?? 128 + os.signals[/** @type {NodeJS.Signals} */ (signal)];
}
