/** What opens the registries of an environment, as nodes read it. */
import type { Registry } from "../../images/image-order.ts";
import type { Handler } from "../handler.ts";

/** The public registry goes by an older name there. */
const names: Readonly<Record<string, string>> = { "docker.io": "https://index.docker.io/v1/" };

export const registries: Handler = {
  secretOutputs: ["value"],

  async apply(_name, inputs) {
    const all = inputs["registries"] as Readonly<Record<string, Registry>>;
    const auths = Object.entries(all)
      .filter(([, { password }]) => password !== undefined)
      .map(([host, { username = "", password = "" }]) => [
        names[host] ?? host,
        { username, password, auth: Buffer.from(`${username}:${password}`).toString("base64") },
      ]);
    return { value: JSON.stringify({ auths: Object.fromEntries(auths) as unknown }) };
  },

  observe: async () => undefined,

  async remove() {
    // it is only a value
  },
};
