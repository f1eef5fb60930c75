/** Redis in a container: a password, an append-only file. */
import { passwordFile, quote, type Recipe } from "./recipe.ts";

const dataPath = "/data";
const given = { persistence: "aof", maxMemoryBytes: 0, eviction: "noeviction" } as const;

export const redis: Recipe = ({ version, port, settings, cache = given }) => {
  const lines = Object.entries({
    bind: "* -::*",
    dir: dataPath,
    appendonly: cache.persistence === "aof" ? "yes" : "no",
    save: `""`,
    maxmemory: String(cache.maxMemoryBytes),
    "maxmemory-policy": cache.eviction,
    ...settings,
    port: String(port),
  }).map((line) => line.join(" "));
  return {
    image: `redis:${version}`,
    user: 999,
    dataPath,
    passwordFile,
    command: ["sh", "-c", script(lines)],
    // -e: an answer such as LOADING is a failure, not a success with a text
    health: [
      "sh",
      "-c",
      `REDISCLI_AUTH=$(cat ${passwordFile}) redis-cli -e -p ${port} ping >/dev/null`,
    ],
    graceSeconds: 30,
  };
};

/** The configuration comes by standard input, so that the password lies in no other file. */
function script(lines: readonly string[]): string {
  return `set -eu
umask 077
password=$(sed 's/[\\\\"]/\\\\&/g' ${passwordFile})
exec redis-server - <<END
$(printf '%s\\n' ${lines.map(quote).join(" ")})
requirepass "$password"
END
`;
}
