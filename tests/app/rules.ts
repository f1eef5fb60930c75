/** Who may call which route, as the catalogue says. The app has no other routes. */

export const everyone = ["ADMIN", "DG", "GESTOR", "CLIENT", "USER"] as const;
const staff = ["ADMIN", "GESTOR"];
const admin = ["ADMIN"];

export const rules: [string, string, readonly string[] | "public"][] = [
  ["GET", "/admin/audit/auditlog", admin],
  ["GET", "/api", "public"],
  ["POST", "/api/auth/login", "public"],
  ["GET", "/api/auth/me", everyone],
  ["POST", "/api/auth/register", "public"],
  ["POST", "/api/auth/token", "public"],
  ["POST", "/api/auth/token/refresh", "public"],
  ["POST", "/api/login", "public"],
  ["GET", "/api/reclamos", everyone],
  ["POST", "/api/reclamos", everyone],
  ["GET", "/api/reclamos/{id}", everyone],
  ["PATCH", "/api/reclamos/{id}", staff],
  ["GET", "/api/session", everyone],
  ["GET", "/health", "public"],
  ["GET", "/healthz", "public"],
  ["GET", "/livez", "public"],
  ["GET", "/logout", "public"],
  ["POST", "/api/auth/logout", everyone], // last, for it ends what the others need
];
