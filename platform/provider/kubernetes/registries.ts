/** What opens the registries of an environment, as nodes read it. */
import type { Registry } from "../../images/image-order.ts";
import type { Handler, Inputs } from "../handler.ts";
import { hasUnknown, unknown } from "../values.ts";

/** The public registry goes by an older name there. */
const names: Readonly<Record<string, string>> = { "docker.io": "https://index.docker.io/v1/" };

export const registries: Handler = {
  secretOutputs: ["value"],

  // what an unknown password becomes is encoded, so it would not be seen in it
  foresee: async (_name, inputs) =>
    hasUnknown(inputs) ? { value: unknown } : { value: describeAccess(inputs) },

  apply: async (_name, inputs) => ({ value: describeAccess(inputs) }),

  observe: async () => undefined,

  async remove() {
    // it is only a value
  },
};

function describeAccess(inputs: Inputs): string {
  const all = inputs["registries"] as Readonly<Record<string, Registry>>;
  const auths = Object.entries(all)
    .filter(([, { password }]) => password !== undefined)
    .map(([host, { username = "", password = "" }]) => [
      names[host] ?? host,
      { username, password, auth: Buffer.from(`${username}:${password}`).toString("base64") },
    ]);
  return JSON.stringify({ auths: Object.fromEntries(auths) as unknown });
}
