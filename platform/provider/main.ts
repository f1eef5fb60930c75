/**
 * Speaks the engine's protocol for all resources of this machine, and ends when the engine does.
 * Holds no resource's logic.
 */
import "./end-with-engine.ts";

import { main, type Provider } from "@pulumi/pulumi/provider/index.js";

import { isPlatformError } from "../errors.ts";
import { createMasker } from "../masking/masker.ts";
import type { Handler, Inputs, Outputs } from "./handler.ts";
import { handlers } from "./resources/index.ts";
import { collectSecrets, isSame, markSecret, reveal, withoutUndefined } from "./values.ts";

const sound = "ok";

const provider: Provider = {
  version: "0.1.0",

  async check(urn, _olds, news) {
    const inputs = await handlerOf(urn).check?.(reveal(news) as Inputs);
    return { inputs: withoutUndefined({ ...news, ...inputs }) };
  },

  async diff(_id, _urn, olds, news) {
    return { changes: olds.observed !== sound || !isSame(reveal(olds.asked), reveal(news)) };
  },

  create: async (urn, inputs) => ({ id: nameOf(urn), outs: await apply(urn, inputs) }),

  update: async (_id, urn, olds, news) => ({
    outs: await apply(urn, news, reveal(olds) as Outputs),
  }),

  async read(id, urn, props) {
    const fault = await handlerOf(urn).observe(nameOf(urn), stateOf(props));
    return { id, props: { ...props, observed: fault ?? sound } };
  },

  async delete(_id, urn, props) {
    await handlerOf(urn).remove(nameOf(urn), stateOf(props));
  },
};

function stateOf(props: Outputs): Inputs & Outputs {
  const { asked, ...outputs } = reveal(props) as { asked: Inputs } & Outputs;
  return { ...asked, ...outputs };
}

/**
 * The inputs go back as `asked`, beside the outputs, because diff is shown outputs alone. They go
 * as they came, with their secrets marked: what is returned bare would lie bare in the state.
 */
async function apply(urn: string, marked: Inputs, before?: Outputs): Promise<unknown> {
  const handler = handlerOf(urn);
  const inputs = reveal(marked) as Inputs;
  try {
    const outputs = await handler.apply(nameOf(urn), inputs, before);
    const secret = handler.secretOutputs ?? [];
    const own = Object.entries(outputs).map(([key, value]) => [
      key,
      secret.includes(key) ? markSecret(value) : value,
    ]);
    return withoutUndefined({ ...Object.fromEntries(own), asked: marked, observed: sound });
  } catch (error) {
    throw explain(error, collectSecrets(marked));
  }
}

/** One text for the engine to show: what, then what to do, without a value that is secret. */
function explain(error: unknown, secrets: readonly string[]): Error {
  if (!(error instanceof Error)) return new Error(String(error));
  const text =
    isPlatformError(error) && error.hint ? `${error.message}\nhint: ${error.hint}` : error.message;
  return new Error(createMasker(secrets).maskText(text));
}

function handlerOf(urn: string): Handler {
  const type = urn.split("::")[2]?.split("$").at(-1) ?? "";
  const handler = handlers[type.replace(/^andamio:/, "")];
  if (!handler) throw new Error(`unknown resource type ${type}`);
  return handler;
}

function nameOf(urn: string): string {
  return urn.split("::").at(-1)!;
}

await main(provider, process.argv.slice(2));
