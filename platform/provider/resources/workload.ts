/**
 * A Service or Worker: replicas of one generation, which the next generation replaces only once it
 * is ready.
 */
import { forgetLogs } from "../../targets/local/log-files.ts";
import { awaitReady, isReady, type Machine } from "../../targets/local/readiness.ts";
import { digestOf, listRecords, readUnit, type Unit } from "../../targets/local/unit.ts";
import { readUpstreams, switchUpstreams } from "../../targets/local/upstreams.ts";
import type { Probe } from "../../targets/primitives.ts";
import type { Handler, Inputs } from "../handler.ts";
import { machineOf } from "../machine.ts";
import { clearPrograms, prepareProgram } from "../prepare-program.ts";
import { describeMissing, programOf } from "../program.ts";

interface WorkloadInputs {
  replicas: number;
  route?: string;
  routePort?: number;
  port?: number;
  ready: Probe;
  livePath?: string;
  update: "rolling" | "recreate";
  labels?: Record<string, string>;
}

export const workload: Handler = {
  async foresee(_name, inputs) {
    return addressOf(inputs);
  },

  async apply(name, inputs, before) {
    const machine = machineOf(inputs);
    await prepareProgram(inputs);
    const wanted = unitsOf(name, inputs, machine);
    const leaving = unitsHere(machine, name).filter(
      (unit) => !wanted.some((one) => one.name === unit),
    );
    const { update } = read(inputs);
    if (update === "recreate" && leaving.length > 0) {
      await recreate(machine, inputs, wanted, leaving);
    } else await roll(machine, inputs, wanted, leaving, before === undefined);
    const units = wanted.map((unit) => unit.name);
    forgetLogs(machine.paths.logs, name, [...units, ...leaving]);
    clearPrograms(inputs);
    return { ...addressOf(inputs), units };
  },

  async observe(name, state) {
    const { paths, supervisor } = machineOf(state);
    const status = supervisor.status();
    const units = (state["units"] ?? []) as string[];
    const dead = units.find((unit) => !isReady(status.get(unit)));
    if (dead) return `${dead} is not ready`;
    const { route } = read(state);
    if (route && readUpstreams(paths, route).join() !== units.join()) {
      return "its proxy leads elsewhere";
    }
    return describeMissing(state);
  },

  async remove(name, state) {
    const machine = machineOf(state);
    await machine.supervisor.remove(unitsHere(machine, name));
    clearPrograms({ ...state, files: {} });
  },
};

function addressOf(inputs: Inputs) {
  const { routePort: port } = read(inputs);
  return { host: "127.0.0.1", port, url: port && `http://127.0.0.1:${port}` };
}

/**
 * New ones first; the old ones leave when no request is left with them. A new one that fails goes,
 * and the old ones stay.
 */
async function roll(
  machine: Machine,
  inputs: Inputs,
  wanted: Unit[],
  leaving: string[],
  isNew: boolean,
): Promise<void> {
  const fresh = wanted.filter((unit) => !isReady(machine.supervisor.status().get(unit.name)));
  await machine.supervisor.apply(wanted);
  try {
    await awaitReady(machine, wanted);
  } catch (error) {
    if (isNew || leaving.length > 0) {
      await machine.supervisor.remove(fresh.map((unit) => unit.name));
    }
    throw error;
  }
  await lead(machine, inputs, wanted);
  if (leaving.length > 0) await machine.supervisor.remove(leaving);
}

/** Two versions may not run side by side: the old one comes back when the new one fails. */
async function recreate(
  machine: Machine,
  inputs: Inputs,
  wanted: Unit[],
  leaving: string[],
): Promise<void> {
  const before = leaving.flatMap((name) => readUnit(machine.paths, name) ?? []);
  await machine.supervisor.remove(leaving);
  await machine.supervisor.apply(wanted);
  try {
    await awaitReady(machine, wanted);
    await lead(machine, inputs, wanted);
  } catch (error) {
    await machine.supervisor.remove(wanted.map((unit) => unit.name));
    await machine.supervisor.apply(before);
    await lead(machine, inputs, before);
    throw error;
  }
}

async function lead({ paths }: Machine, inputs: Inputs, units: Unit[]): Promise<void> {
  const { route } = read(inputs);
  if (route) {
    await switchUpstreams(
      paths,
      route,
      units.map((unit) => unit.name),
      units[0]?.stop.graceSeconds ?? 30,
    );
  }
}

function unitsOf(name: string, inputs: Inputs, { paths }: Machine): Unit[] {
  const { ready, livePath, port, replicas, labels } = read(inputs);
  const base: Omit<Unit, "name"> = {
    ...programOf(inputs),
    component: inputs.component,
    kind: "workload",
    privatePort: port !== undefined,
    ready,
    livePath,
    restart: true,
    labels,
  };
  const generation = digestOf(paths, base).slice(0, 8);
  return Array.from({ length: replicas }, (_, index) => ({
    name: `${name}.${generation}-${index + 1}`,
    ...base,
  }));
}

/** Units of this workload that have a record, of whatever generation. */
function unitsHere({ paths }: Machine, name: string): string[] {
  const units = listRecords(paths)
    .filter((record) => record.kind === "workload")
    .map((record) => record.unit);
  return units.filter((unit) => unit.startsWith(`${name}.`));
}

function read(inputs: Inputs): WorkloadInputs {
  return inputs as unknown as WorkloadInputs;
}
