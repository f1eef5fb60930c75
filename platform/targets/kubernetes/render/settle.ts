/** Gives values that only the engine would know a text that says as much: the same each time. */
import { PlatformError } from "../../../errors.ts";
import { type DigestName, type Join, type Ref, shortDigest } from "../../values.ts";

type Images = Readonly<Record<string, string>>;

export function settle(value: unknown, images: Images): unknown {
  if (Array.isArray(value)) return value.map((one) => settle(one, images));
  if (typeof value !== "object" || value === null) return value;
  if ("$ref" in value) return imageOf(value as Ref, images);
  if ("$join" in value) {
    return (value as Join | DigestName).$join.map((part) => settle(part, images)).join("");
  }
  if ("$digest" in value) {
    return shortDigest(withImages(value.$digest, images));
  }
  const entries = Object.entries(value).filter(([, one]) => one !== undefined);
  return Object.fromEntries(entries.map(([key, one]) => [key, settle(one, images)]));
}

function imageOf({ $ref, output }: Ref, images: Images): string {
  const image = images[$ref];
  if (image !== undefined) return image;
  throw new PlatformError("target_unsupported", `${output} of ${$ref} is known only when it is deployed`, {
    hint: "give secret values to programs by their variables alone: env, envGroups",
  });
}

/** What stands for data or a secret may go into a name as it is: it shows no value. */
function withImages(value: unknown, images: Images): unknown {
  if (Array.isArray(value)) return value.map((one) => withImages(one, images));
  if (typeof value !== "object" || value === null) return value;
  if ("$ref" in value) return images[String(value.$ref)] ?? value;
  const entries = Object.entries(value);
  return Object.fromEntries(entries.map(([key, one]) => [key, withImages(one, images)]));
}
