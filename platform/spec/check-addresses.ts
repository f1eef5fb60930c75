/** Public addresses: names that a host can have, no two on one, and a word on their encryption. */
import type { Values } from "./catalogue.ts";
import { quote } from "./faults.ts";
import { componentsOf, type Model } from "./model.ts";
import { findNode, keyAt, spanAt } from "./node.ts";
import { parseText } from "./references.ts";

const label = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";
/** The last part is no number: an address of IP is no name. */
const hostName = new RegExp(`^(?=.{1,253}$)(${label}\\.)*(?!\\d+$)${label}$`);

export function checkAddresses(model: Model): void {
  const taken = new Map<string, string>();
  for (const [name, { route }] of componentsOf(model)) {
    const at = ["components", name, "route"];
    if (!isMap(route) || typeof route.host !== "string") continue;
    checkHost(route.host, [...at, "host"], model);
    checkTwice(route, name, taken, model);
    if (findNode(model.root, ["tls"]).depth === 0) refuseUnsaid(name, at, model);
  }
  checkCertificate(model);
}

function isMap(value: unknown): value is Values {
  return typeof value === "object" && value !== null;
}

/** What a reference stands for is not known yet, and taken for a letter. */
function checkHost(host: string, at: readonly string[], { root, faults }: Model): void {
  const known = parseText(host).map((part) => (part.type === "words" ? part.text : "x"));
  if (hostName.test(known.join(""))) return;
  faults.push({
    code: "bad-host",
    message: `${quote(host)} is not the name of a host`,
    span: spanAt(root, at),
    help: "A host is small letters, digits and dashes between dots, such as api.example.com",
  });
}

function checkTwice(
  { host, path }: Values,
  name: string,
  taken: Map<string, string>,
  { root, faults }: Model,
): void {
  const address = `${String(host)}${String(path ?? "/").replace(/\/+$/, "")}`;
  const first = taken.get(address);
  taken.set(address, first ?? name);
  if (first === undefined) return;
  faults.push({
    code: "route-taken",
    message: `${address} would lead to two components, "${first}" and "${name}"`,
    span: spanAt(root, ["components", name, "route", "host"]),
    related: { message: "the first", span: spanAt(root, ["components", first, "route", "host"]) },
    help: "hint: give one of them another host or path",
  });
}

function refuseUnsaid(name: string, at: readonly string[], { root, faults }: Model): void {
  faults.push({
    code: "tls-missing",
    message: `"${name}" has a public address, and nothing says how it is encrypted`,
    span: keyAt(root, at),
    help: "hint: tls: { mode: acme, email: you@example.com } at the top; mode: off says that it is not",
  });
}

/** A certificate that is given, and read in one mode alone. */
function checkCertificate({ root, value, faults }: Model): void {
  const { tls } = value;
  if (!tls || typeof tls.mode !== "string") return;
  for (const field of ["certificate", "key"]) {
    const isGiven = findNode(root, ["tls", field]).depth === 2;
    if (isGiven === (tls.mode === "own")) continue;
    faults.push({
      code: isGiven ? "unknown-field" : "missing-field",
      message: isGiven
        ? `tls has no field "${field}" with mode: ${tls.mode}`
        : `tls with mode: own has no "${field}"`,
      span: isGiven ? keyAt(root, ["tls", field]) : spanAt(root, ["tls", "mode"]),
      help: isGiven
        ? "hint: remove it, or mode: own"
        : `hint: ${field}: "\${tls-${field}.value}", by a component of kind Secret`,
    });
  }
}
