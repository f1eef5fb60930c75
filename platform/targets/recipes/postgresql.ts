/** PostgreSQL in a container: an owner role without superuser rights, a password over TCP. */
import { passwordFile, quote, type Recipe } from "./recipe.ts";

const dataPath = "/var/lib/postgresql/data";
const given = { name: "app", user: "app" };

export const postgresql: Recipe = ({ version, port, settings, database = given }) => {
  const flags = Object.entries({ timezone: "UTC", ...settings, port: String(port) });
  return {
    image: `postgres:${version}`,
    user: 999,
    dataPath,
    passwordFile,
    command: ["sh", "-c", script(database, flags)],
    health: ["sh", "-c", `test -e /tmp/access && pg_isready -q -h 127.0.0.1 -U ${database.user} -p ${port}`],
    graceSeconds: 60,
  };
};

/**
 * The data are renamed into place, so that what an interrupted start left does not count. The
 * server runs below the shell, which makes SIGTERM the fast shutdown: PostgreSQL itself would wait
 * for its clients to leave.
 */
function script({ name, user }: typeof given, flags: [string, string][]): string {
  const port = flags.find(([flag]) => flag === "port")![1];
  return `set -eu
umask 077
data=${dataPath}/pgdata
rm -rf /tmp/access "$data.new"
if [ ! -s "$data/PG_VERSION" ]; then
  initdb -D "$data.new" -U andamio --auth=scram-sha-256 --pwfile=${passwordFile} --encoding=UTF8 --no-locale --no-instructions >/dev/null
  mv "$data.new" "$data"
fi
kept=$(cat "$data/PG_VERSION")
installed=$(postgres --version | sed 's/^[^0-9]*\\([0-9]*\\).*/\\1/')
if [ "$kept" != "$installed" ]; then
  echo "the data is of PostgreSQL $kept, and this is PostgreSQL $installed: set version to $kept, or remove the data" >&2
  exit 1
fi
printf '%s\\n' 'local all andamio trust' 'host all andamio all reject' 'host all all all scram-sha-256' >/tmp/pg_hba.conf
postgres -D "$data" -c hba_file=/tmp/pg_hba.conf -c unix_socket_directories=/tmp -c 'listen_addresses=*' ${flags.map(([flag, value]) => `-c ${quote(`${flag}=${value}`)}`).join(" ")} &
server=$!
trap 'kill -INT $server' TERM INT
until pg_isready -q -h /tmp -U andamio -p ${port}; do
  kill -0 $server || exit 1
  sleep 0.2
done
psql -X -q -v ON_ERROR_STOP=1 -h /tmp -p ${port} -U andamio -d postgres <<'END' || { kill -INT $server; wait $server; exit 1; }
${access(name, user)}END
touch /tmp/access
code=0
wait $server || code=$?
kill -0 $server 2>/dev/null || exit $code
wait $server
`;
}

/** Lets the user in. The password comes from the file: no argument and no log shows it. */
function access(name: string, user: string): string {
  return `\\set role ${quote(user)}
\\set database ${quote(name)}
\\set password \`cat ${passwordFile}\`
SET log_min_error_statement = panic;
SELECT format('CREATE ROLE %I', :'role') WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = :'role') \\gexec
SELECT format('ALTER ROLE %I LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD %L', :'role', :'password') \\gexec
SELECT format('CREATE DATABASE %I OWNER %I', :'database', :'role') WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'database') \\gexec
SELECT format('ALTER DATABASE %I OWNER TO %I', :'database', :'role') \\gexec
`;
}
