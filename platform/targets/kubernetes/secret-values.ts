/** Reads the values of all Secrets of an environment, so that they can be masked. */
import { isUtf8 } from "node:buffer";

import { statusOf } from "./cluster.ts";
import { type Here, ownedBy } from "./environment.ts";

export async function readSecretValues(
  { name, cluster: { core, namespace } }: Here,
): Promise<readonly string[] | "forbidden"> {
  try {
    const { items } = await core.listNamespacedSecret({ namespace, labelSelector: ownedBy(name) });
    return items.flatMap(({ data = {} }) => Object.values(data)).flatMap((value) => {
      const bytes = Buffer.from(value, "base64");
      // bytes are known by their base64
      const text = isUtf8(bytes) ? bytes.toString() : value;
      return [text, ...registryPasswords(text)];
    });
  } catch (error) {
    if (statusOf(error) === 403) return "forbidden";
    throw error;
  }
}

/** The file of a pull secret is JSON, in which the passwords are the secret part. */
function registryPasswords(text: string): string[] {
  if (!text.startsWith("{\"auths\"")) return [];
  try {
    const { auths } = JSON.parse(text) as { auths: Record<string, Record<string, string>> };
    const texts = Object.values(auths).flatMap(({ password, auth }) => [password, auth]);
    return texts.filter((one) => one !== undefined);
  } catch {
    return []; // it only looked like one, and is masked as a whole
  }
}
