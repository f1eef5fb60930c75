/**
 * What a variable may mean to rules: the values of `x-meaning` in a schema of variables, and the
 * usual names of each meaning where no schema is declared.
 */

export interface Meaning {
  description: string;
  /** Usual names, the preferred one first. */
  names: readonly string[];
}

export const meanings = {
  debug: {
    description: "switches the debug mode",
    names: ["DEBUG", "FLASK_DEBUG", "DJANGO_DEBUG", "APP_DEBUG"],
  },
  "log-queries": {
    description: "writes every database query to the log",
    names: ["LOG_QUERIES", "SQLALCHEMY_ECHO"],
  },
  "log-level": { description: "level of the log", names: ["LOG_LEVEL"] },
  mode: { description: "mode of the program, such as production", names: ["NODE_ENV", "FLASK_ENV"] },
  "cors-origins": {
    description: "origins of other sites that may call",
    names: ["CORS_ALLOWED_ORIGINS", "CORS_ORIGINS"],
  },
  "trusted-proxies": {
    description: "addresses of the proxies whose X-Forwarded-* headers are trusted",
    names: ["TRUST_PROXY", "TRUSTED_PROXIES", "FORWARDED_ALLOW_IPS"],
  },
  "internal-paths": {
    description: "paths that are refused to requests which came through a proxy",
    names: ["INTERNAL_PATHS"],
  },
  tls: { description: "whether clients reach the program by HTTPS", names: ["TLS"] },
  "hsts-seconds": {
    description: "seconds for which browsers use HTTPS alone; 0 is not at all",
    names: ["HSTS_SECONDS"],
  },
  "secure-cookies": {
    description: "whether cookies carry the Secure attribute",
    names: ["SESSION_COOKIE_SECURE"],
  },
  "same-site": {
    description: "SameSite attribute of cookies",
    names: ["SESSION_COOKIE_SAMESITE"],
  },
  csrf: { description: "whether changes need a CSRF token", names: ["ENABLE_CSRF"] },
  "rate-limit": {
    description: "limit of requests",
    names: ["RATE_LIMIT_DEFAULT", "RATE_LIMIT_ANONYMOUS"],
  },
  "sign-in-rate-limit": {
    description: "limit of attempts to sign in",
    names: ["RATE_LIMIT_AUTH"],
  },
  "error-tracker": { description: "where errors are reported", names: ["SENTRY_DSN"] },
  none: { description: "none of these, although the name is a usual one", names: [] },
} as const satisfies Record<string, Meaning>;

export type MeaningName = keyof typeof meanings;

const byName = new Map<string, MeaningName>(
  Object.entries(meanings).flatMap(([meaning, { names }]) =>
    names.map((name) => [name, meaning as MeaningName] as const),
  ),
);

export function isMeaning(text: string): text is MeaningName {
  return Object.hasOwn(meanings, text);
}

/** What a name usually means. */
export function usualMeaning(name: string): MeaningName | undefined {
  return byName.get(name);
}
