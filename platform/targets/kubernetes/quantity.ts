/** Amounts as the API server writes them, so that none of them ever looks changed. */
import type { Resources } from "../primitives.ts";

const units = ["", "Ki", "Mi", "Gi", "Ti"];

export function bytes(count: number): string {
  let [amount, power] = [Math.ceil(count), 0];
  while (amount > 0 && amount % 1024 === 0 && power < units.length - 1) {
    amount /= 1024;
    power++;
  }
  return `${amount}${units[power]}`;
}

export function cores(count: number): string {
  const thousandths = Math.max(1, Math.round(count * 1000));
  return thousandths % 1000 === 0 ? String(thousandths / 1000) : `${thousandths}m`;
}

/** One that fills the disk of its node ends alone. */
const disk = { limits: "2Gi", requests: "64Mi" };

/** What a container may have at most, and what is kept for it. */
export function resourcesOf(limits: Resources, requests = limits): Reserved {
  return { limits: amounts(limits, disk.limits), requests: amounts(requests, disk.requests) };
}

interface Reserved {
  limits: Record<string, string>;
  requests: Record<string, string>;
}

function amounts({ cpu, memoryBytes }: Resources, storage: string): Record<string, string> {
  return { cpu: cores(cpu), memory: bytes(memoryBytes), "ephemeral-storage": storage };
}
