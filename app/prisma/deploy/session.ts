/**
 * What the migration runner needs of an engine. The table and the checksums are those of `prisma
 * migrate deploy`, which can go on from here.
 */

export interface Session {
  /**
   * Runs the work while no other deployer does, in one transaction where the engine can have one
   * around tables.
   */
  exclusively<T>(work: () => Promise<T>): Promise<T>;
  /** One or more statements, without parameters */
  run(script: string): Promise<void>;
  /** One statement; `?` stands for a parameter */
  query(sql: string, parameters?: readonly unknown[]): Promise<Record<string, unknown>[]>;
  close(): Promise<void>;
  /** Type of a moment in time, for the runner's own table */
  readonly moment: string;
}

/** Prisma's own, so that its CLI and this runner exclude each other. */
export const lockId = 72_707_369;

/** How long a deployer waits for another one. */
export const lockSeconds = 60;
