/** Which places a run of tests must have: those of `ANDAMIO_REQUIRE`. Knows no test runner. */
export type LabName = "docker" | "kubernetes";

/** Where a place is, or why it is not there. */
export type Found = { address: string } | { missing: string };

export function isRequired(name: LabName): boolean {
  return (process.env["ANDAMIO_REQUIRE"] ?? "").split(",").includes(name);
}
