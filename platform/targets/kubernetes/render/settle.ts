/** Gives values that only the engine would know a text that says as much: the same each time. */
import { PlatformError } from "../../../errors.ts";
import { type DigestName, type Join, type Ref, shortDigest } from "../../values.ts";

type Texts = Readonly<Record<string, string>>;

/** What is known without the engine. */
export interface Known {
  /** References of images, by the name of the declaration that would make them. */
  images: Texts;
  /** Names of objects that are deployed, by the JSON of what their declaration calls them. */
  names: ReadonlyMap<string, string>;
}

export function settle(value: unknown, known: Known): unknown {
  if (Array.isArray(value)) return value.map((one) => settle(one, known));
  if (typeof value !== "object" || value === null) return value;
  if ("$ref" in value) return imageOf(value as Ref, known.images);
  if ("$join" in value) {
    const parts = (value as Join | DigestName).$join;
    return known.names.get(JSON.stringify(value)) ?? parts.map((part) => settle(part, known)).join("");
  }
  if ("$digest" in value) return shortDigest(withImages(value.$digest, known.images));
  const entries = Object.entries(value).filter(([, one]) => one !== undefined);
  return Object.fromEntries(entries.map(([key, one]) => [key, settle(one, known)]));
}

function imageOf({ $ref, output }: Ref, images: Texts): string {
  const image = images[$ref];
  if (image !== undefined) return image;
  throw new PlatformError("target_unsupported", `${output} of ${$ref} is known only when it is deployed`, {
    hint: "give secret values to programs by their variables alone: env, envGroups",
  });
}

/** What stands for data or a secret may go into a name as it is: it shows no value. */
function withImages(value: unknown, images: Texts): unknown {
  if (Array.isArray(value)) return value.map((one) => withImages(one, images));
  if (typeof value !== "object" || value === null) return value;
  if ("$ref" in value) return images[String(value.$ref)] ?? value;
  const entries = Object.entries(value);
  return Object.fromEntries(entries.map(([key, one]) => [key, withImages(one, images)]));
}
