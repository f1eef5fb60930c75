/** Who reaches whom under the rules that are declared, judged as Kubernetes defines them. */
import { beforeEach, expect, test } from "vitest";

import { declareFile, listManifests, type Manifest } from "./objects.ts";

const program = { image: "app", command: ["node", "x.js"] };
const components = {
  db: { kind: "Database", engine: "postgresql" },
  cache: { kind: "Redis" },
  migrate: { kind: "Job", ...program, env: { A: "${db.url}" } },
  api: {
    kind: "Service", ...program, port: 8000, env: { A: "${db.url}", B: "${cache.url}" },
    route: { host: "api.example.com" },
  },
  admin: { kind: "Service", ...program, port: 9000, env: { API: "${api.url}" } },
  tasks: { kind: "Worker", ...program, env: { B: "${cache.url}" }, egress: "internet" },
  nightly: { kind: "CronJob", ...program, schedule: "0 2 * * *", env: { API: "${api.url}" } },
  site: { kind: "Static", image: "app", root: "dist", proxy: { "/api": "${api.url}" } },
  alone: { kind: "Worker", ...program },
};

/** By the file above: who uses whom, at which port its pods listen. */
const wanted = [
  ["migrate", "db", 5432],
  ["api", "db", 5432],
  ["api", "cache", 6379],
  ["admin", "api", 8000],
  ["tasks", "cache", 6379],
  ["nightly", "api", 8000],
  ["site", "api", 8000],
].map(String);
const ports = [53, 80, 443, 5432, 6379, 8000, 8080, 9000];
const units = Object.keys(components);

let policies: Manifest[];
beforeEach(() => {
  const all = listManifests(declareFile(components, { tls: { mode: "off" } }));
  policies = all.filter(({ kind }) => kind === "NetworkPolicy");
});

const labelsOf = (unit: string) => ({
  "app.kubernetes.io/name": unit,
  "app.kubernetes.io/instance": "dev",
});

/** Both ends must agree; who is under no rule may do everything. */
function reaches(from: string, to: string, port: number): boolean {
  return allows("egress", from, to, port) && allows("ingress", to, from, port);
}

function allows(way: "ingress" | "egress", subject: string, other: string, port: number): boolean {
  const type = way === "ingress" ? "Ingress" : "Egress";
  const own = policies.filter(
    ({ spec }) => selects(spec.podSelector, subject) && spec.policyTypes.includes(type),
  );
  if (own.length === 0) return true;
  return own
    .flatMap(({ spec }) => spec[way] ?? [])
    .some((rule: Manifest) => {
      const peers = rule[way === "ingress" ? "from" : "to"];
      const isOpen = rule.ports?.some((one: Manifest) => one.port === port) ?? true;
      return isOpen && (peers?.some((peer: Manifest) => isPeer(peer, other)) ?? true);
    });
}

/** Whether the address of a pod counts among those of a block depends on the network: it may. */
function isPeer({ podSelector, namespaceSelector, ipBlock }: Manifest, unit: string): boolean {
  if (ipBlock) return ipBlock.cidr === "0.0.0.0/0";
  return namespaceSelector === undefined && selects(podSelector, unit);
}

function selects({ matchLabels = {} }: Manifest, unit: string): boolean {
  const labels: Record<string, string> = labelsOf(unit);
  return Object.entries(matchLabels).every(([key, value]) => labels[key] === value);
}

test("pods reach along the references of the file, and along nothing else", () => {
  const all = units.flatMap((from) =>
    units.flatMap((to) => ports.map((port) => [from, to, port] as const)),
  );
  const open = all.filter((one) => reaches(...one));
  // whoever may go out to everywhere reaches what is open to everyone
  const outward = [["tasks", "api", 8000]].map(String);
  expect(open.map(String).sort()).toEqual([...wanted, ...outward].sort());
});

test("everyone may ask for names, and nobody else is reached without being named", () => {
  const [all] = policies.filter(({ spec }) => Object.keys(spec.podSelector).length === 0);
  expect(all.spec.policyTypes).toEqual(["Ingress", "Egress"]);
  expect(all.spec.ingress).toBeUndefined();
  const asked = all.spec.egress.flatMap((rule: Manifest) => rule.ports);
  expect(asked.map((one: Manifest) => one.port)).toEqual([53, 53]);
});

test("who goes out to everywhere does not reach where clouds tell a machine its credentials", () => {
  const of = (unit: string) => policies.find(({ metadata }) => metadata.name === unit);
  const ends = of("tasks").spec.egress.flatMap(({ to }: Manifest) => to);
  const ipBlock = { cidr: "0.0.0.0/0", except: ["169.254.169.254/32"] };
  expect(ends).toContainEqual({ ipBlock });
  expect(JSON.stringify(of("api").spec)).not.toContain("ipBlock");
});
