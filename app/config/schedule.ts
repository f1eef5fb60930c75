/** Which tasks come again, and when: SCHEDULED_TASKS, a list of JSON. */

import { Cron } from "croner";

import { type TaskName, taskNames } from "../queue/names.ts";
import type { Faults, Variables } from "./variables.ts";

export interface Scheduled {
  cron: string;
  task: TaskName;
  payload: Record<string, unknown>;
}

export function readSchedule(variables: Variables, faults: Faults): Scheduled[] {
  const name = "SCHEDULED_TASKS";
  try {
    const list = JSON.parse(variables[name] ?? "[]") as Scheduled[];
    return list.map(({ cron, task, payload = {} }) => {
      new Cron(cron, { paused: true });
      if (!taskNames.includes(task)) throw new Error(`no task is called "${task}"`);
      return { cron, task, payload };
    });
  } catch (error) {
    const example = `[{ "cron": "0 9 * * *", "task": "send-mail", "payload": {} }]`;
    faults.add(name, `must be a list such as ${example}: ${(error as Error).message}`);
    return [];
  }
}
