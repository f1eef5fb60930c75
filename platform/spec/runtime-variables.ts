/**
 * Variables that runtimes and libraries read by themselves: they are never unknown, whatever the
 * schema of an image lists.
 */

/** A name that ends in `*` stands for all that begin so. */
export const runtimeVariables: Readonly<Record<string, readonly string[]>> = {
  "operating system": [
    ...["PATH", "HOME", "USER", "LOGNAME", "SHELL", "HOSTNAME", "PWD", "TMPDIR", "TEMP", "TMP"],
    ...["TZ", "TZDIR", "LANG", "LANGUAGE", "LC_*", "TERM", "COLUMNS", "LINES", "NO_COLOR", "FORCE_COLOR", "CI"],
    ...["LD_LIBRARY_PATH", "LD_PRELOAD", "MALLOC_*"],
  ],
  "given by Andamio": ["PORT", "WEB_CONCURRENCY"],
  proxies: [
    ...["HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "ALL_PROXY", "FTP_PROXY"],
    ...["http_proxy", "https_proxy", "no_proxy", "all_proxy", "ftp_proxy"],
  ],
  certificates: ["SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"],
  "Node.js": ["NODE_*", "UV_*", "NPM_CONFIG_*", "npm_config_*"],
  Python: ["PYTHON*", "GUNICORN_CMD_ARGS", "UVICORN_*"],
  "Java, .NET, Go, Rust, Ruby, PHP": [
    ...["JAVA_*", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS", "DOTNET_*", "ASPNETCORE_*"],
    ...["GODEBUG", "GOGC", "GOMAXPROCS", "GOMEMLIMIT", "GOTRACEBACK", "RUST_LOG", "RUST_BACKTRACE"],
    ...["RUBYOPT", "RUBY_*", "BUNDLE_*", "MALLOC_ARENA_MAX", "PHP_*"],
  ],
  "database clients": [
    ...["PGHOST", "PGHOSTADDR", "PGPORT", "PGDATABASE", "PGUSER", "PGPASSWORD", "PGPASSFILE"],
    ...["PGSSLMODE", "PGSSLROOTCERT", "PGSSLCERT", "PGSSLKEY", "PGAPPNAME", "PGOPTIONS"],
    ...["PGCONNECT_TIMEOUT", "PGTZ", "PGCLIENTENCODING", "MYSQL_PWD", "REDISCLI_AUTH"],
  ],
  "telemetry and clouds": [
    ...["OTEL_*", "SENTRY_ENVIRONMENT", "SENTRY_RELEASE", "SENTRY_SERVER_NAME"],
    ...["AWS_*", "AZURE_*", "GOOGLE_*", "GCLOUD_*", "KUBERNETES_*"],
  ],
};

const all = Object.values(runtimeVariables).flat();
const exact = new Set(all.filter((name) => !name.endsWith("*")));
const starts = all.filter((name) => name.endsWith("*")).map((name) => name.slice(0, -1));

export function isRuntimeVariable(name: string): boolean {
  return exact.has(name) || starts.some((start) => name.startsWith(start));
}
