/**
 * Speaks the engine's protocol for all resources of this machine, and ends when the engine does.
 * Holds no resource's logic.
 */
import "./end-with-engine.ts";

import { isPlatformError } from "../errors.ts";
import { createMasker } from "../masking/masker.ts";
import type { Handler, Inputs, Outputs } from "./handler.ts";
import { type Change, listChanges } from "./list-changes.ts";
import { handlers } from "./resources/index.ts";
import { type Marked, type Provider, serve } from "./serve.ts";
import { collectSecrets, hasUnknown, markSecret, reveal, sound, unknown, withoutUndefined } from "./values.ts";

const provider: Provider = {
  version: "0.1.0",

  async check(urn, news) {
    const inputs = await handlerOf(urn).check?.(reveal(news) as Inputs);
    return { ...news, ...inputs };
  },

  async diff(_urn, olds, news) {
    const changes = listChanges(reveal(olds.asked) as object, reveal(news) as object);
    return olds.observed === sound ? changes : [...changes, drifted];
  },

  create: async (urn, inputs, preview) => ({
    id: nameOf(urn),
    state: await (preview ? foresee(urn, inputs) : apply(urn, inputs)),
  }),

  update: (urn, olds, news, preview) =>
    (preview ? foresee : apply)(urn, news, reveal(olds) as Outputs),

  async read(urn, props) {
    const fault = await handlerOf(urn).observe(nameOf(urn), stateOf(props));
    return { ...props, observed: fault ?? sound };
  },

  async delete(urn, props) {
    await handlerOf(urn).remove(nameOf(urn), stateOf(props));
  },
};

/** What was observed of the real thing is in the outputs alone. */
const drifted: Change = { property: "observed", path: "observed", kind: "UPDATE", isInput: false };

function stateOf(props: Outputs): Inputs & Outputs {
  const { asked, ...outputs } = reveal(props) as { asked: Inputs } & Outputs;
  return { ...asked, ...outputs };
}

/**
 * The inputs go back as `asked`, beside the outputs, because diff is shown outputs alone. They go
 * as they came, with their secrets marked: what is returned bare would lie bare in the state.
 */
async function apply(urn: string, marked: Marked, before?: Outputs): Promise<Marked> {
  const handler = handlerOf(urn);
  try {
    const outputs = await handler.apply(nameOf(urn), reveal(marked) as Inputs, before);
    return toState(handler, outputs, marked);
  } catch (error) {
    throw explain(error, collectSecrets(marked));
  }
}

/** The state as it will be; what is not known before it is made is marked as unknown. */
async function foresee(urn: string, marked: Marked, before?: Outputs): Promise<Marked> {
  const handler = handlerOf(urn);
  // a daemon that does not answer is no reason for a preview to fail
  const outputs = await handler.foresee?.(nameOf(urn), reveal(marked) as Inputs, before)
    .catch(() => undefined);
  const known = Object.entries(withoutUndefined(outputs ?? {})).map(([key, value]) => [
    key,
    hasUnknown(value) ? unknown : value,
  ]);
  return toState(handler, Object.fromEntries(known) as Outputs, marked);
}

function toState({ secretOutputs = [] }: Handler, outputs: Outputs, asked: Marked): Marked {
  const own = Object.entries(outputs).map(([key, value]) => [
    key,
    secretOutputs.includes(key) ? markSecret(value) : value,
  ]);
  return withoutUndefined({ ...Object.fromEntries(own), asked, observed: sound } as Marked);
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

await serve(provider);
