/**
 * The variables that a program of an environment gets: its own, and the few of this machine that
 * every program needs.
 */
import type { SystemUser } from "./system-user.ts";

const passedOn = ["PATH", "HOME", "USER", "LOGNAME", "LANG", "LC_ALL", "TMPDIR", "TZ"];

export function programEnvironment(
  own: Readonly<Record<string, string>>,
  port?: number,
  user?: SystemUser,
): Record<string, string> {
  const env = allowedEnvironment();
  if (user) Object.assign(env, { USER: user.name, LOGNAME: user.name, HOME: "/" });
  Object.assign(env, own);
  if (port !== undefined) env["PORT"] = String(port);
  return env;
}

/** Of our own variables, those that hold no secret. */
export function allowedEnvironment(): Record<string, string> {
  return Object.fromEntries(
    passedOn.flatMap((name) =>
      process.env[name] === undefined ? [] : [[name, process.env[name]]],
    ),
  );
}
