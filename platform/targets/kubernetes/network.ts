/**
 * Who may talk to whom: nobody, but along the references of the environment's file, in both
 * directions.
 */
import type { Emitted } from "../target.ts";
import type { Peer } from "../values.ts";
import { selectorOf } from "./names.ts";
import { sitePort } from "./site.ts";

export interface Policy {
  /** Unit that it is about; the whole environment when absent. */
  unit?: string;
  spec: object;
}

interface Wire {
  from: string;
  to: Peer;
}

const dns = {
  to: [
    { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "kube-system" } } },
    { ipBlock: { cidr: "169.254.20.10/32" } }, // the cache that some clusters have on each node
  ],
  ports: ["UDP", "TCP"].map((protocol) => ({ protocol, port: 53 })),
};

/** Everything but the address at which clouds tell a machine its credentials. */
const internet = {
  to: [
    { ipBlock: { cidr: "0.0.0.0/0", except: ["169.254.169.254/32"] } },
    { ipBlock: { cidr: "::/0", except: ["fd00:ec2::254/128"] } },
  ],
};

const policyTypes = ["Ingress", "Egress"];

export function listPolicies(environment: string, emitted: readonly Emitted[]): Policy[] {
  const wires = emitted.flatMap(listWires);
  const routed = emitted.flatMap((one) =>
    one.kind === "route" && one.primitive.address ? [one.primitive.to] : [],
  );
  const outward = emitted.flatMap((one) =>
    "egress" in one.primitive && one.primitive.egress === "internet" ? [one.name] : [],
  );
  const inside = portsInside(emitted);
  const denied = { spec: { podSelector: {}, policyTypes, egress: [dns] } };
  const policies = listUnits(emitted).map((unit) => {
    const served = wires.filter(({ to }) => to.unit === unit);
    const used = wires.filter(({ from }) => from === unit);
    const port = (peer: Peer) => [{ protocol: "TCP", port: inside.get(peer.unit) ?? peer.port }];
    const pods = (name: string) => [
      { podSelector: { matchLabels: selectorOf(name, environment) } },
    ];
    const ingress = [
      ...served.map(({ from, to }) => ({ from: pods(from), ports: port(to) })),
      // from wherever the ingress controller runs; what is inside may not leave for here
      ...(routed.includes(unit) ? [{ ports: port({ unit, port: 0 }) }] : []),
    ];
    const egress = [
      ...used.map(({ to }) => ({ to: pods(to.unit), ports: port(to) })),
      ...(outward.includes(unit) ? [internet] : []),
    ];
    const podSelector = { matchLabels: selectorOf(unit, environment) };
    // an empty list is none to the server
    const rules = { ...(ingress.length > 0 && { ingress }), ...(egress.length > 0 && { egress }) };
    return { unit, spec: { podSelector, policyTypes, ...rules } };
  });
  return [denied, ...policies.filter(({ spec }) => "ingress" in spec || "egress" in spec)];
}

function listUnits(emitted: readonly Emitted[]): string[] {
  const running = ["workload", "job", "schedule", "site", "store"];
  return emitted.filter(({ kind }) => running.includes(kind)).map(({ name }) => name);
}

function listWires({ name, primitive }: Emitted): Wire[] {
  const peers = "peers" in primitive ? primitive.peers : [];
  return peers.filter(({ unit }) => unit !== name).map((to) => ({ from: name, to }));
}

/** On which port the pods of a unit listen. */
function portsInside(emitted: readonly Emitted[]): Map<string, number> {
  return new Map(
    emitted.flatMap((one): [string, number][] => {
      if (one.kind === "site") return [[one.name, sitePort]];
      if (one.kind === "store") return [[one.name, one.primitive.port]];
      return one.kind === "workload" && one.primitive.port !== undefined
        ? [[one.name, one.primitive.port]]
        : [];
    }),
  );
}
