/**
 * MySQL, or MariaDB under its names, in a container: the owner of one database, a password over
 * TCP, utf8mb4, strict.
 */
import { passwordFile, quote, type Recipe } from "./recipe.ts";

const dataPath = "/var/lib/mysql";
const given = { name: "app", user: "app" };
/** Which nobody outside its container reaches. */
const bySocket = "--no-defaults --socket=/tmp/mysql.sock";

/** Of the server wherever it runs: what the language promises, and who may enter. */
export const fixedSettings = {
  "character-set-server": "utf8mb4",
  "collation-server": "utf8mb4_unicode_ci",
  "sql-mode":
    "STRICT_TRANS_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ZERO_DATE,NO_ZERO_IN_DATE,NO_ENGINE_SUBSTITUTION",
  "default-time-zone": "+00:00",
  // without it, the superuser would be let in over TCP from inside
  "skip-name-resolve": "1",
} as const;

export const mysql: Recipe = ({ version, port, settings, database = given }) => {
  const flags = Object.entries({
    ...settings,
    ...fixedSettings,
    port: String(port),
  });
  const words = flags.map(([key, value]) => quote(`--${key}=${value}`)).join(" ");
  return {
    image: `mysql:${version}`,
    user: 999,
    dataPath,
    passwordFile,
    command: ["sh", "-c", script(database, words)],
    health: ["sh", "-c", `test -e /tmp/access && mysqladmin ${bySocket} ping >/dev/null`],
    graceSeconds: 60,
  };
};

/**
 * The data are renamed into place, so that what an interrupted start left does not count. MariaDB's
 * are made by a program of its own, MySQL's by the server; either has a superuser who comes by the
 * socket alone.
 */
function script(database: typeof given, flags: string): string {
  return `set -eu
umask 077
data=${dataPath}/mysqldata
superuser=root
! command -v mariadb-install-db >/dev/null || superuser=mysql
rm -rf /tmp/access "$data.new"
if [ ! -d "$data" ]; then
  if [ $superuser = mysql ]; then
    mariadb-install-db --no-defaults --datadir="$data.new" --skip-test-db --auth-root-authentication-method=socket --auth-root-socket-user=mysql >/dev/null
  else
    mysqld --no-defaults --initialize-insecure --datadir="$data.new"
  fi
  mv "$data.new" "$data"
fi
mysqld --no-defaults --datadir="$data" --socket=/tmp/mysql.sock --pid-file=/tmp/mysql.pid ${flags} &
server=$!
trap 'kill $server' TERM INT
until mysqladmin ${bySocket} ping >/dev/null 2>&1; do
  kill -0 $server || exit 1
  sleep 0.2
done
password=$(sed -e 's/\\\\/\\\\\\\\/g' -e "s/'/''/g" ${passwordFile})
mysql ${bySocket} --user=$superuser <<END || { kill $server; wait $server; exit 1; }
${access(database)}END
touch /tmp/access
code=0
wait $server || code=$?
kill -0 $server 2>/dev/null || exit $code
wait $server
`;
}

/** Lets the user in; by standard input, so that no argument shows the password. */
function access({ name, user }: typeof given): string {
  const who = `'${user}'@'%'`;
  return `CREATE DATABASE IF NOT EXISTS ${name} CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
CREATE USER IF NOT EXISTS ${who} IDENTIFIED BY '$password';
ALTER USER ${who} IDENTIFIED BY '$password';
REVOKE ALL PRIVILEGES, GRANT OPTION FROM ${who};
GRANT ALL PRIVILEGES ON ${name}.* TO ${who};
`;
}
