/** Who may call which route, as the catalogue says. The app has no other routes. */

export const everyone = ["ADMIN", "DG", "GESTOR", "CLIENT", "USER"] as const;
const staff = ["ADMIN", "GESTOR"];
const admin = ["ADMIN"];

/** Of the Point API */
export const operations = [
  ["GET", "resumen"],
  ["POST", "clientes/desactivar-inactivos"],
  ["POST", "logs/purgar"],
  ["POST", "mantenimiento/ejecutar"],
  ["GET", "operaciones/historial"],
] as const;

export const rules: [string, string, readonly string[] | "public"][] = [
  ["GET", "/admin/audit/auditlog", admin],
  ["GET", "/api", "public"],
  ["POST", "/api/auth/api-token", "public"],
  ["POST", "/api/auth/login", "public"],
  ["GET", "/api/auth/me", everyone],
  ["POST", "/api/auth/register", "public"],
  ["POST", "/api/auth/token", "public"],
  ["POST", "/api/auth/token/refresh", "public"],
  ...operations.map(([method, path]): [string, string, string[]] => [
    method!,
    `/api/integraciones/point/${path}`,
    ["ADMIN", "DG"],
  ]),
  ["GET", "/api/loans", ["ADMIN", "CLIENT"]],
  ["POST", "/api/loans", admin],
  ["GET", "/api/loans/{id}", ["ADMIN", "CLIENT"]],
  ["GET", "/api/loans/{id}/installments", ["ADMIN", "CLIENT"]],
  ["POST", "/api/loans/{id}/payments", ["ADMIN", "CLIENT"]],
  ["POST", "/api/login", "public"],
  ["GET", "/api/reclamos", everyone],
  ["POST", "/api/reclamos", everyone],
  ["GET", "/api/reclamos/{id}", everyone],
  ["PATCH", "/api/reclamos/{id}", staff],
  ["GET", "/api/session", everyone],
  ["DELETE", "/api/v1/activities/{id}", staff],
  ["GET", "/api/v1/activities/case/{id}", staff],
  ["GET", "/api/v1/carteras", staff],
  ["GET", "/api/v1/case-statuses", staff],
  ["GET", "/api/v1/cases", staff],
  ["POST", "/api/v1/cases", admin],
  ["GET", "/api/v1/cases/gestor", ["GESTOR"]],
  ["GET", "/api/v1/cases/{id}", staff],
  ["PUT", "/api/v1/cases/{id}", staff],
  ["DELETE", "/api/v1/cases/{id}", admin],
  ["POST", "/api/v1/cases/{id}/activities", staff],
  ["POST", "/api/v1/cases/{id}/promises", staff],
  ["GET", "/api/v1/dashboard/cases/status", admin],
  ["GET", "/api/v1/dashboard/charts/cartera", admin],
  ["GET", "/api/v1/dashboard/charts/performance", admin],
  ["GET", "/api/v1/dashboard/gestores/ranking", admin],
  ["GET", "/api/v1/dashboard/kpis", admin],
  ["GET", "/api/v1/dashboard/stats/comparison", admin],
  ["GET", "/api/v1/gestor/alerts", staff],
  ["GET", "/api/v1/gestor/kpis", ["GESTOR"]],
  ["PATCH", "/api/v1/promises/{id}", staff],
  ["POST", "/api/v1/register-management", staff],
  ["POST", "/api/v1/update-status", staff],
  ["POST", "/contact", "public"],
  ["GET", "/health", "public"],
  ["GET", "/healthz", "public"],
  ["GET", "/livez", "public"],
  ["GET", "/logout", "public"],
  ["GET", "/submissions", admin],
  ["POST", "/test-email-config", admin],
  ["POST", "/api/auth/logout", everyone], // last, for it ends what the others need
];
