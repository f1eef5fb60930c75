/** What an environment says of its images, as orders to build them. */

import { join } from "node:path";

import type { Environment } from "../../platform/environment.ts";
import { PlatformError } from "../../platform/errors.ts";
import type { ImageOrder, Registry } from "../../platform/images/image-order.ts";
import { fillIn } from "./fill-in.ts";
import { describeChoice } from "./suggest.ts";

interface Wishes {
  /** All that are built when there are none. */
  names: readonly string[];
  push: boolean;
  base?: string;
  noCache: boolean;
}

/** Throws `usage` and `secret_missing`. */
export async function orderImages(environment: Environment, wishes: Wishes): Promise<ImageOrder[]> {
  const { name: environmentName, root, images, settings } = environment;
  const built = Object.keys(images).filter((name) => images[name]?.build !== undefined);
  const unknown = wishes.names.find((name) => !built.includes(name));
  if (unknown !== undefined) throw notBuilt(unknown, built, environment);
  const names = wishes.names.length > 0 ? wishes.names : built;
  const registries = await readRegistries(environment);
  const host = typeof settings.host === "string" ? await fillIn(settings.host, environment) : undefined;
  return names.map((name) => {
    const { build = ".", tags = [environmentName], ...image } = images[name]!;
    const { dockerfile, stage, args, repository, base } = image;
    return {
      name,
      context: join(root, build),
      dockerfile,
      stage,
      args,
      base: wishes.base ?? base,
      noCache: image.noCache || wishes.noCache,
      repository,
      tags,
      push: wishes.push,
      registries,
      host,
    };
  });
}

async function readRegistries(environment: Environment): Promise<Record<string, Registry>> {
  const read = async (text?: string) => (text && (await fillIn(text, environment)));
  const entries = Object.entries(environment.registries).map(
    async ([host, { username, password, mirror }]) =>
      [host, { username: await read(username), password: await read(password), mirror }] as const,
  );
  return Object.fromEntries(await Promise.all(entries));
}

function notBuilt(
  name: string, built: readonly string[], { name: environment, images }: Environment,
): PlatformError {
  const ref = images[name]?.ref;
  const message = ref === undefined
    ? `${environment} builds no image called "${name}"`
    : `the image "${name}" is ready and not built: ${ref}`;
  const hint = built.length === 0 ? undefined : describeChoice(name, built, `${environment} builds`);
  return new PlatformError("usage", message, { hint });
}
