/** Tells whether a disk that cannot be written is what went wrong. Built-ins alone: set-up asks. */

/** @type {readonly (readonly [RegExp, string])[]} */
const faults = [
  [/^ENOSPC|no space left on device/i, "the disk is full"],
  [/^EDQUOT|disk quota exceeded/i, "the disk quota is used up"],
  [/^EROFS|read-only file system/i, "the disk is read-only"],
  [/^EACCES|^EPERM/, "it belongs to another user"],
];

/**
 * The reason in words, from the error of a system call or of a program.
 * @param {unknown} error
 * @returns {string | undefined}
 */
export function describeDiskFault(error) {
  if (!(error instanceof Error)) return undefined;
  const text =
    "code" in error && "syscall" in error ? `${codeOf(error)}: ${error.message}` : error.message;
  return faults.find(([pattern]) => pattern.test(text))?.[1];
}

/**
 * Making a folder and those above it on a read-only disk fails with a code that says something
 * else.
 * @param {Error & { code?: unknown, syscall?: unknown }} error
 */
function codeOf({ code, syscall }) {
  return code === "ENOENT" && syscall === "mkdir" ? "EROFS" : code;
}
