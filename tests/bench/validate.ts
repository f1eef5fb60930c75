/** How long the validation of an environment takes, as a process of its own. */
import { cpSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import type { Figure } from "./bench.ts";
import { median, show, time } from "./timing.ts";

const repository = join(import.meta.dirname, "../..");
const rounds = 7;

export async function measureValidate(folder: string): Promise<Figure[]> {
  const root = join(folder, "validate");
  mkdirSync(join(root, "environments"), { recursive: true });
  for (const entry of ["platform", "policies", "scripts", "package.json", "Pulumi.yaml"]) {
    cpSync(join(repository, entry), join(root, entry), { recursive: true });
  }
  symlinkSync(join(repository, "node_modules"), join(root, "node_modules"));
  mkdirSync(join(root, "web"));
  const medians = new Map<number, number>();
  const figures = [10, 200, 2000].map((components) => {
    writeFileSync(join(root, `environments/c${components}.yaml`), environmentOf(components));
    const runs = time(
      rounds,
      process.execPath,
      ["scripts/andamio.ts", "validate", `c${components}`],
      root,
    );
    medians.set(components, median(runs));
    const aim = components === 10 ? "0.3 s" : components === 200 ? "0.6 s" : "linear";
    return { what: `validate, ${components} components`, value: show(runs), aim };
  });
  const growth = (medians.get(2000)! - medians.get(200)!) / (medians.get(200)! - medians.get(10)!);
  return [
    ...figures,
    {
      what: "growth from 200 to 2,000 over that from 10 to 200",
      value: `${growth.toFixed(1)} x`,
      aim: "9.5 x is linear",
    },
  ];
}

/** Services that know one another, a database and a secret. */
export function environmentOf(components: number): string {
  const services = Array.from(
    { length: components - 2 },
    (_, index) => `  s${index}:
    kind: Service
    image: web
    command: [node, server.mjs]
    envFrom: [web]
    env: { INDEX: ${index}, PEER: "\${s${Math.max(index - 1, 0)}.publicUrl}" }
    port: ${3000 + index}
    health: { path: /health, livePath: /livez }
`,
  );
  return `version: 1
target: local
images: { web: { build: ./web } }
envGroups: { web: { DATABASE_URL: "\${db.url}", KEY: "\${key.value}" } }
components:
  db: { kind: Database, engine: postgresql }
  key: { kind: Secret, generate: { bytes: 48 } }
${services.join("")}`;
}
