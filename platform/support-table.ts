/** What each target does with each field, as the targets themselves say. */
import { catalogue } from "./catalogue.ts";
import { type Field, listFields } from "./spec/list-fields.ts";
import { targets } from "./targets/index.ts";
import type { Answer, Target } from "./targets/target.ts";

/** One answer, and the values that it was given for. */
export interface Said {
  answer: "honoured" | "approximated" | "unsupported";
  /** What happens instead, or what it cannot do. */
  text?: string;
  values: readonly unknown[];
}

export interface Row {
  field: string;
  targets: Readonly<Record<string, readonly Said[]>>;
}

export function makeSupportTable(known: Readonly<Record<string, Target>> = targets): Row[] {
  return listFields(catalogue.environment, Object.keys(known))
    .map(withSamples)
    .filter(({ path }) => !ofTheFile.has(path))
    .map((field) => ({
      field: field.path,
      targets: Object.fromEntries(
        Object.entries(known).map(([name, target]) => [name, askAll(field, target)]),
      ),
    }));
}

/** Dealt with before a target is asked. */
const ofTheFile = new Set(["Environment.version", "Environment.extends", "Environment.target"]);

/** What is left out counts too, where the image may have said it. */
function withSamples({ path, samples }: Field): Field {
  return { path, samples: path.endsWith(".command") ? [...samples, undefined] : samples };
}

function askAll({ path, samples }: Field, target: Target): Said[] {
  const said = new Map<string, Said & { values: unknown[] }>();
  for (const value of samples) {
    const one = describeAnswer(target.support(path, value, built), value);
    const key = `${one.answer} ${one.text}`;
    const known = said.get(key);
    if (known) known.values.push(value);
    else said.set(key, { ...one, values: [value] });
  }
  return [...said.values()];
}

const built = { build: "./app", repository: "registry.example.com/app" };

function describeAnswer(answer: Answer, value: unknown): Omit<Said, "values"> {
  if (answer === "honoured") return { answer };
  if ("approximated" in answer) return { answer: "approximated", text: answer.approximated };
  // of a sample, the value itself says nothing
  const text = answer.unsupported.replace(` "${String(value)}"`, "");
  return { answer: "unsupported", text };
}
