/**
 * The users that the app's seed makes, whose passwords are public: they are shown under profile
 * dev alone.
 */

// scan: allow hardcoded-credential, they are public, and the same as in the app's seed
export const seededUsers = [
  { user: "admin", password: "admin1234" },
  { user: "gestor", password: "gestor123" },
  { user: "usuario", password: "user123" },
  { user: "client1", password: "client1234" },
] as const;
