/** `andamio build`: the container images of an environment, named by their content. */

import { asTyped } from "./lib/as-typed.ts";
import { columnsOf, describeSeconds, fit } from "./lib/output.ts";
import type { Call, Verb } from "./lib/verb.ts";

export const build: Verb = {
  usage: "build [ENV] [IMAGE…] [--push] [--base IMAGE]",
  about: "Builds the container images of an environment, or those named, with Docker. "
    + "What did not change is not built again.",
  flags: {
    push: { type: "boolean", about: "push to the image's repository, where it is not" },
    base: { type: "string", value: "IMAGE", about: "build on this image, for ARG BASE_IMAGE" },
    "no-cache": { type: "boolean", about: "build anew, whatever is there" },
  },
  examples: [
    ["build staging", "all images of staging"],
    ["build prod app --push", "one of prod, into its registry"],
    ["build dev --base node:24-slim", "on another base image"],
  ],
  takes: "names",
  changes: true,
  run,
};

interface Row {
  image: string;
  reference: string;
  digest: string;
  state: "built" | "pushed" | "unchanged";
}

async function run(call: Call): Promise<number> {
  const start = performance.now();
  const { output, signal, names, flags } = call;
  const { loadEnvironment } = await import("../platform/environment.ts");
  const { provideImage } = await import("../platform/images/provide-image.ts");
  const { orderImages } = await import("./lib/image-orders.ts");
  const { lendKey } = await import("./lib/lend-key.ts");
  const environment = loadEnvironment(call.root, call.environment);
  const anew = flags["no-cache"] === true;
  const base = typeof flags.base === "string" ? flags.base : undefined;
  const wishes = { names, push: flags.push === true, base, noCache: anew };
  const orders = await orderImages(environment, wishes);
  await lendKey(environment);
  const rows: Row[] = [];
  for (const order of orders) {
    const onLine = (line: string) => showStep(call, order.name, line);
    const { reference, digest, done } = await provideImage(order, { signal, anew, onLine });
    const made = done.built ? "built" : "unchanged";
    rows.push({ image: order.name, reference, digest, state: done.pushed ? "pushed" : made });
  }
  const seconds = (performance.now() - start) / 1000;
  const changed = rows.some(({ state }) => state !== "unchanged");
  output.result(
    { ok: true, changed, environment: environment.name, images: rows, seconds },
    describeRows(rows, environment.name, seconds),
  );
  return 0;
}

/** The steps alone: what they print is told when one fails. */
function showStep({ output }: Call, image: string, line: string): void {
  const [, place, step] = /^(?:Step |#\d+ \[)([^:\]]*\d\/\d+)(?: : |\] )(.*)/.exec(line) ?? [];
  if (place !== undefined) output.note(fit(`${image}: ${place} ${step}`, Math.min(80, columnsOf(output.stderr))));
}

function describeRows(rows: readonly Row[], environment: string, seconds: number): string {
  if (rows.length === 0) return `${environment} builds no image`;
  const lines = rows.map(({ image, reference, state }) => `${image}: ${state}\n  ${reference}`);
  const same = rows.every(({ state }) => state === "unchanged");
  const end = same ? "nothing changed" : asTyped(`andamio up ${environment} runs them`);
  return [...lines, `${end} (${describeSeconds(seconds)})`].join("\n");
}
