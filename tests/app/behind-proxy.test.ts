/** What each target says to the app of the proxy in front of it, and what the app does by it. */
import { expect, test } from "vitest";
import { stringify } from "yaml";

import { declare } from "../../platform/declare.ts";
import { targets } from "../../platform/targets/index.ts";
import type { Declaration } from "../../platform/targets/target.ts";
import { load } from "../spec/project.ts";
import { password, startApp } from "./helper.ts";

type Props = Readonly<Record<string, unknown>>;

const names = Object.keys(targets);
const own = { mode: "own", certificate: "${pem.value}", key: "${pem.value}" };
const service = { kind: "Service", image: "app", command: ["node", "dist/server.js"], port: 8000 };
const route = { host: "api.example.com" };
const ui = { kind: "Static", image: "app", proxy: { "/api": "${api.url}" } };

/** The variables of the Service `api`, as its target has them. */
function readVariables(target: string, components: object, tls: object | undefined): Props {
  const environment = {
    version: 1,
    target,
    ...(tls && { tls }),
    images: { app: { build: "./app", repository: "r.example.com/app" } },
    components: { ...components, pem: { kind: "Secret", from: { variable: "PEM" } } },
  };
  const text = stringify(environment, { aliasDuplicateObjects: false });
  return Object.assign({}, ...declare(load({ "dev.yaml": text })).map(variablesOf)) as Props;
}

function variablesOf({ type, parent, props }: Declaration): object {
  if (parent !== "api") return {};
  if (type === "andamio:local:Workload") return props["env"] as object;
  if (type === "docker:index/container:Container") {
    const envs = (props["envs"] as unknown[]).filter((one) => typeof one === "string");
    return Object.fromEntries(envs.map((one) => one.split("=")));
  }
  if (type !== "kubernetes:apps/v1:Deployment") return {};
  const { template } = props["spec"] as { template: { spec: { containers: { env: object[] }[] } } };
  const env = template.spec.containers[0]!.env as { name: string; value?: unknown }[];
  return Object.fromEntries(env.map(({ name, value }) => [name, value]));
}

/** What a browser gets that signs in. */
async function signIn({ TLS, HSTS_SECONDS }: Props): Promise<{ isSecure: boolean; hsts: unknown }> {
  const given = Object.entries({ TLS, HSTS_SECONDS }).filter(([, value]) => value !== undefined);
  const variables = Object.fromEntries(given) as Record<string, string>;
  const { as, post } = await startApp({ variables });
  const { username } = await as("GESTOR");
  const { headers } = await post("/api/login", { username, password });
  return {
    isSecure: /; Secure(;|$)/.test(String(headers["set-cookie"])),
    hsts: headers["strict-transport-security"],
  };
}

const plain = { isSecure: false, hsts: undefined };
const year = { isSecure: true, hsts: "max-age=31536000; includeSubDomains" };
const minute = { isSecure: true, hsts: "max-age=60; includeSubDomains" };
const routed = { api: { ...service, route } };
const front = { ...ui, proxy: { "/app": "${ui.url}" }, route };
const loop = { "/a": "${ui.publicUrl}", "/b": "${front.publicUrl}", "/api": "${api.url}" };

/** On `local` public addresses are plain HTTP on loopback, whatever `tls` says. */
test.each([
  ["acme", { mode: "acme" }, routed, year],
  ["internal for a minute", { mode: "internal", hsts: "1m" }, routed, minute],
  ["own without HSTS", { ...own, hsts: "0s" }, routed, { isSecure: true, hsts: undefined }],
  ["off", { mode: "off" }, routed, plain],
  ["acme, for others alone", { mode: "acme" }, { api: service, other: { ...service, route } }, plain],
  ["not set", undefined, { api: service }, plain],
  ["acme, behind a public Static", { mode: "acme" }, { api: service, ui: { ...ui, route } }, year],
  ["acme, behind two of them", { mode: "acme" }, { api: service, ui, front }, year],
  ["acme, in a loop that is not public", { mode: "acme" }, { api: service, ui: { ...ui, proxy: loop }, front: { ...ui, proxy: loop } }, plain],
  ["acme, behind a Static that is not public", { mode: "acme" }, { api: service, ui }, plain],
  ["off, behind a public Static", { mode: "off" }, { api: service, ui: { ...ui, route } }, plain],
])("cookies are Secure and HSTS is sent as tls says: %s", async (_what, tls, components, encrypted) => {
  const seen = names.map(async (name) => {
    return [name, await signIn(readVariables(name, components, tls))];
  });
  expect(Object.fromEntries(await Promise.all(seen))).toEqual({
    ...Object.fromEntries(names.map((name) => [name, encrypted])),
    local: plain,
  });
});
