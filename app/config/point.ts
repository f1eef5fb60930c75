/** When maintenance of the Point API runs by itself, and what counts as alarming there. */

import { type Faults, readFlag, type Variables } from "./variables.ts";

export interface PointConfig {
  /** Whether the app's own timer runs */
  scheduled: boolean;
  schedule: {
    intervalHours: number;
    dryRun: boolean;
    /** A live run was asked for in capital letters */
    confirmed: boolean;
    limits: { idle_days: number; idle_limit: number; retain_days: number; max_delete: number };
  };
  alerts: {
    /** In % of the requests of a day */
    errorRate: number;
    slowMs: number;
    idleClients: number;
  };
}

export function readPoint(variables: Variables, faults: Faults): PointConfig {
  const prefix = "AUTO_MAINT_INTEGRACIONES_";
  const number = (name: string, fallback: number, least: number, most: number): number => {
    const text = variables[name] ?? String(fallback);
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && value <= most) return value;
    faults.add(name, `must be a number from ${least} to ${most}, not "${text}"`);
    return fallback;
  };
  return {
    scheduled: readFlag(variables, "ENABLE_AUTO_MAINT_INTEGRACIONES", faults),
    schedule: {
      intervalHours: number(`${prefix}INTERVAL_HOURS`, 24, 1, 500),
      dryRun: readFlag(variables, `${prefix}DRY_RUN`, faults, true),
      confirmed: variables[`${prefix}CONFIRM_LIVE`] === "YES",
      limits: {
        idle_days: number(`${prefix}IDLE_DAYS`, 30, 1, 3_650),
        idle_limit: number(`${prefix}IDLE_LIMIT`, 100, 1, 10_000),
        retain_days: number(`${prefix}RETAIN_DAYS`, 90, 1, 3_650),
        max_delete: number(`${prefix}MAX_DELETE`, 5_000, 1, 1_000_000),
      },
    },
    alerts: {
      errorRate: number("POINT_ALERT_ERROR_RATE", 10, 0, 100),
      slowMs: number("POINT_ALERT_SLOW_MS", 1_000, 1, 3_600_000),
      idleClients: number("POINT_ALERT_IDLE_CLIENTS", 0, 0, 1_000_000),
    },
  };
}
