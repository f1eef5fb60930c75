/** Stands in for the official plugin of Docker, over the daemon's API. */
import { randomBytes } from "node:crypto";

import type Docker from "dockerode";

import { compare, isRecord } from "../compare.ts";
import { type Asked, type Plugin, type Props, unknown } from "../plugin.ts";
import { serve } from "../serve.ts";
import { connect } from "./connect.ts";
import { container } from "./container.ts";
import type { Handler } from "./handler.ts";
import { useAccounts } from "./images.ts";
import { network } from "./network.ts";
import { remoteImage } from "./remote-image.ts";
import { type Statements, statements } from "./statements.ts";
import { volume } from "./volume.ts";

const handlers: Readonly<Record<string, Handler>> = {
  "docker:index/container:Container": container,
  "docker:index/network:Network": network,
  "docker:index/remoteImage:RemoteImage": remoteImage,
  "docker:index/volume:Volume": volume,
};

let docker: Docker;

const plugin: Plugin = {
  async configure(config) {
    useAccounts(config["registryAuth"]);
    docker = await connect(config);
  },

  /** A name that is not given is made, and kept. */
  async check({ type, inputs, name, oldInputs }) {
    const stated = statementsOf(type);
    const other = Object.keys(inputs).filter((key) => !key.startsWith("__") && !stated[key]);
    if (other.length > 0) throw new Error(`the stand-in has no statement about ${other.join(", ")}`);
    if (inputs["name"] !== undefined) return inputs;
    const kept = isMade(oldInputs) ? oldInputs["name"] : undefined;
    const made = kept ?? `${name}-${randomBytes(4).toString("hex").slice(0, 7)}`;
    return { ...inputs, name: made, __defaults: ["name"] };
  },

  /** What was read back last against what is configured now. */
  async diff({ type, inputs, state, ignored }) {
    const stated = statementsOf(type);
    const changes = compare(comparable(type, state, inputs), comparable(type, inputs, inputs))
      .map((one) => ({ ...one, field: one.path.split(/[.[]/)[0]! }))
      .filter(({ path, field }) => !ignored.includes(path) && !ignored.includes(field))
      .map(({ field, ...one }) => ({ ...one, replaces: stated[field]!.replaces === true }));
    const replaced = changes.some(({ replaces }) => replaces);
    // resources.go of pulumi-docker; an option of the resource overrides it
    const first = type === "docker:index/container:Container";
    const keepsName = !isMade(inputs) && inputs["name"] === state["name"];
    return { changes, deleteBeforeReplace: replaced && (first || keepsName) };
  },

  async create({ type, inputs, preview }) {
    if (preview) return { id: "", state: foretold(type, inputs) };
    return await handlerOf(type).create(docker, inputs);
  },

  async update({ type, id, inputs, oldInputs, state, preview }) {
    if (preview) return { id, state: { ...state, ...inputs } };
    return await handlerOf(type).update(docker, id, inputs, oldInputs);
  },

  async read({ type, id, inputs, state }: Asked) {
    const found = await handlerOf(type).read(docker, id, inputs);
    if (!found) return undefined;
    return { id, state: { ...state, ...found.inputs, ...found.outputs }, inputs: found.inputs };
  },

  remove: ({ type, id, state }) => handlerOf(type).remove(docker, id, state),
};

function handlerOf(type: string): Handler {
  const handler = handlers[type];
  if (!handler) throw new Error(`the stand-in has no ${type}`);
  return handler;
}

/** Throws where upstream's source was not looked at for a property. */
function statementsOf(type: string): Statements {
  handlerOf(type);
  return statements[type]!;
}

function isMade(inputs: Props): boolean {
  return Array.isArray(inputs["__defaults"]) && inputs["__defaults"].includes("name");
}

function foretold(type: string, inputs: Props): Props {
  const outputs = handlerOf(type).computed.map((name) => [name, unknown]);
  return { ...inputs, ...Object.fromEntries(outputs) };
}

/** Nothing, zero and empty mean the same, and sets have no order. */
function comparable(type: string, values: Props, configured: Props): Props {
  const { itemDefaults = {} } = handlerOf(type);
  const stated = Object.entries(statementsOf(type))
    // who does not configure it takes it as it is
    .filter(([key, { computed }]) => !computed || configured[key] !== undefined)
    .map(([key, { default: unset, set = false }]) => {
      const value = withItemDefaults(values[key] ?? unset, itemDefaults[key]);
      return [key, withoutEmpty(value, set)] as const;
    });
  return Object.fromEntries(stated.filter(([, value]) => value !== undefined)) as Props;
}

function withItemDefaults(value: unknown, defaults: Props | undefined): unknown {
  if (!defaults || !Array.isArray(value)) return value;
  return value.map((item: Props) => ({ ...defaults, ...item }));
}

function withoutEmpty(value: unknown, isSet = false): unknown {
  if (value === null || ["", 0, false, "0s"].includes(value as string)) return undefined;
  if (Array.isArray(value)) return listWithoutEmpty(value, isSet);
  if (!isRecord(value)) return value;
  const entries = Object.entries(value)
    .map(([key, one]) => [key, withoutEmpty(one)] as const)
    .filter(([, one]) => one !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

function listWithoutEmpty(list: unknown[], isSet: boolean): unknown {
  const items = list.map((one) => withoutEmpty(one) ?? one);
  if (isSet) items.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  return items.length === 0 ? undefined : items;
}

await serve("docker", "5.2.0", plugin);
