/**
 * Installs what the lockfiles say, once, whoever asks at the same time. Built-ins alone, because it
 * runs before anything is installed.
 */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";

import { describeDiskFault } from "./disk.mjs";
import { takeLock } from "./lock.mjs";

/** What the user can mend. */
export class SetupError extends Error {
  /** @param {string} message @param {string} hint */
  constructor(message, hint) {
    super(message);
    this.hint = hint;
  }
}

/** The platform's packages and the app's. @param {string} root */
export async function installPackages(root) {
  const folders = [root, join(root, "app")].filter((folder) =>
    existsSync(join(folder, "package-lock.json")),
  );
  const isStale = (/** @type {string} */ folder) =>
    readStamp(folder, "installed") !== describeLocks(folder);
  await bringUpToDate(root, folders.filter(isStale).length > 0, async () => {
    for (const folder of folders.filter(isStale)) {
      const wanted = describeLocks(folder);
      const name = folder === root ? "the platform" : "the app";
      console.error(`Installing the packages of ${name} by its lockfile …`);
      await runNpm(
        folder,
        ["ci", "--strict-allow-scripts", "--no-audit", "--no-fund"],
        `the packages of ${name} could not be installed`,
      );
      if (folder === root) linkOwnProgram(root);
      writeStamp(folder, "installed", wanted);
    }
  });
}

/** The database clients that the app's tests and types want. @param {string} root */
export async function generateClients(root) {
  const folder = join(root, "app");
  if (!existsSync(join(folder, "package.json"))) return;
  const describe = () =>
    hashFiles(
      readdirSync(join(folder, "prisma"), { recursive: true, encoding: "utf8" })
        .filter((name) => /\.(?:prisma|ts)$/.test(name))
        .sort()
        .map((name) => join(folder, "prisma", name)),
    );
  const isStale = () =>
    readStamp(folder, "generated") !== describe() || !existsSync(join(folder, "generated"));
  await bringUpToDate(root, isStale(), async () => {
    if (!isStale()) return;
    console.error("Generating the database clients of the app …");
    await runNpm(
      folder,
      ["run", "generate"],
      "the database clients of the app could not be generated",
    );
    writeStamp(folder, "generated", describe());
  });
}

/** @param {string} root @param {boolean} needed @param {() => Promise<void>} work */
async function bringUpToDate(root, needed, work) {
  if (!needed) return;
  try {
    const release = await takeLock(join(root, ".andamio", "locks", "setup"), {
      what: "installing packages",
      onWait: ({ pid }) =>
        console.error(`Waiting for process ${pid}, which is installing packages …`),
    });
    await work().finally(release);
  } catch (error) {
    throw explainDisk(error, root);
  }
}

/**
 * What an installation depends on: the lockfile, the kind of machine, and the Node that runs.
 * @param {string} folder
 */
function describeLocks(folder) {
  const major = Math.max(24, Number.parseInt(process.versions.node));
  return `${hashFiles([join(folder, "package-lock.json")])} ${process.platform}-${process.arch} node ${major}`;
}

/** @param {string[]} paths */
function hashFiles(paths) {
  const hash = createHash("sha256");
  for (const path of paths) hash.update(readFileSync(path)).update("\0");
  return hash.digest("hex");
}

/**
 * In node_modules, so that what removes that removes the stamp.
 * @param {string} folder
 * @param {string} name
 */
function stampPath(folder, name) {
  return join(folder, "node_modules", `.andamio-${name}`);
}

/** @param {string} folder @param {string} name */
function readStamp(folder, name) {
  const path = stampPath(folder, name);
  return existsSync(path) ? readFileSync(path, "utf8") : undefined;
}

/** @param {string} folder @param {string} name @param {string} text */
function writeStamp(folder, name, text) {
  const path = stampPath(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.${process.pid}`, text);
  renameSync(`${path}.${process.pid}`, path);
}

/**
 * npm links the programs of packages only, and `npx andamio` is to find ours without installing
 * anything.
 * @param {string} root
 */
function linkOwnProgram(root) {
  const folder = join(root, "node_modules", ".bin");
  mkdirSync(folder, { recursive: true });
  if (!existsSync(join(folder, "andamio"))) {
    symlinkSync("../../scripts/andamio.mjs", join(folder, "andamio"));
  }
}

/** What npm says, and what that means. */
const npmFaults = /** @type {const} */ ([
  [
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH/,
    "the package registry cannot be reached",
    "connect to the network, or name a registry that can be reached: npm config set registry URL",
  ],
  [/ENOSPC|EDQUOT/, "the disk is full", "make room, then type the same command again"],
  [/EROFS/, "the disk is read-only", "put the project on a disk that you can write to"],
  [
    /EACCES|EPERM/,
    "a file of another user is in the way",
    `sudo chown -R ${process.getuid?.() ?? "USER"} . ~/.npm`,
  ],
  [
    /ENOENT.*spawn npm|spawn npm ENOENT/,
    "npm is not on PATH",
    "install Node with npm: https://nodejs.org/en/download",
  ],
]);

/** @param {string} folder @param {string[]} args @param {string} fault */
async function runNpm(folder, args, fault) {
  // npm hands its own settings to what it starts; those of the outer run would be the wrong
  // folder's.
  const variables = Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^npm_(?:package|lifecycle|command|execpath|config_local_prefix)/.test(name),
    ),
  );
  const npm = spawn("npm", args, {
    cwd: folder,
    env: variables,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [npm.stdout, npm.stderr]) {
    stream.setEncoding("utf8").on("data", (text) => {
      output += text;
    });
  }
  const code = await new Promise((done) =>
    npm.on("close", done).on("error", (error) => {
      output += error.message;
      done(-1);
    }),
  );
  if (code === 0) return;
  const known = npmFaults.find(([pattern]) => pattern.test(output));
  if (known) throw new SetupError(`${fault}: ${known[1]}`, known[2]);
  const lines = output
    .split("\n")
    .filter((line) => line.trim() !== "" && !/^npm warn|A complete log/.test(line));
  throw new SetupError(
    `${fault}:\n${lines.slice(0, 8).join("\n")}`,
    `cd ${folder} && npm ${args.join(" ")}`,
  );
}

/**
 * @param {unknown} error
 * @param {string} folder
 */
function explainDisk(error, folder) {
  const reason = error instanceof SetupError ? undefined : describeDiskFault(error);
  if (!reason) return error;
  const hint =
    "make room, or put the project where you can write; then type the same command again";
  return new SetupError(`${folder} cannot be written: ${reason}`, hint);
}
