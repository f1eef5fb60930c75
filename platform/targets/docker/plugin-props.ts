/**
 * A container as Docker's plugin takes it. The plugin replaces a container whose properties it
 * reads back differently, so they are written as it reads them. Pure.
 */
import type { Shape } from "./container.ts";

type Mount = Readonly<Record<string, unknown>>;

const nanos = 1e9;

/**
 * Without options of a volume: below API 1.45 the plugin refuses them all. No image content is
 * copied either way, because a volume holds a file before a container mounts it.
 */
export function toPluginProps(shape: Shape): Shape {
  const mounts = (shape.mounts as Mount[]).map(({ volumeOptions: _, ...mount }) => mount);
  return { ...shape, mounts, cpus: formatCpus(Number(shape["cpus"])) };
}

/**
 * As terraform-provider-docker 4.5 reads it back: 1 is "1.0", 10 is "10.". It rounds some amounts
 * ("0.05" is read back as "0.1"): those get a billionth of a core more, which it reads back.
 */
function formatCpus(cores: number): string {
  const amount = Math.round(cores * nanos);
  const text = readBackCpus(amount);
  return Math.round(Number(text) * nanos) === amount ? text : readBackCpus(amount + 1);
}

/** `nanoInt64ToDecimalString` of its internal/provider/helpers.go. */
function readBackCpus(amount: number): string {
  if (amount === 0) return "0";
  const text = `${Math.floor(amount / nanos)}.${String(amount % nanos).padStart(9, "0")}`;
  if (text.split("0").length - 1 === 9) return (amount / nanos).toFixed(1);
  return text.replace(/0+$/, "");
}
