/** Which proxies programs on a cluster trust, and what is said where that is nobody. */
import { expect, test } from "vitest";

import { declare } from "../../platform/declare.ts";
import { load, makeProject, refuse } from "./project.ts";

const write = (profile: string, settings: string): string => `version: 1
target: kubernetes
kubernetes: { context: acme${settings} }
tls: { mode: acme, issuer: letsencrypt }
policies: { profile: ${profile} }
images: { app: { ref: "r.example.com/app:1" } }
components:
  api: { kind: Service, image: app, command: [node, x.js], port: 8000, internal: [/metrics], route: { host: api.example.com } }
  web: { kind: Static, image: app, proxy: { /api: "\${api.url}" }, route: { host: www.example.com } }
`;
const proxies = ", trustedProxies: [10.42.0.0/16]";

test.each([
  ["is not set", ""],
  ["is empty", ", trustedProxies: []"],
  ["is taken away", ", trustedProxies: null"],
])("profile prod requires the proxies of a route: trustedProxies %s", (_what, settings) => {
  const { diagnostics } = refuse(makeProject({ "dev.yaml": write("prod", settings) }));
  expect(diagnostics).toMatchObject([{ line: 3, message: expect.stringContaining("trustedProxies") as string }]);
});

test("they are required of a route alone, and by profile prod alone", () => {
  const inside = write("prod", "").replaceAll(/, route: \{ host: [\w.]+ \}/g, "");
  expect(load({ "dev.yaml": inside }).target).toBe("kubernetes");
  expect(load({ "dev.yaml": write("prod", proxies) }).target).toBe("kubernetes");
});

/** The variables of the Service `api`. */
function readEnv(text: string): unknown {
  const pod = declare(load({ "dev.yaml": text })).find(({ name }) => name === "api-deployment");
  const { template } = pod!.props["spec"] as { template: { spec: { containers: [{ env: unknown }] } } };
  return template.spec.containers[0].env;
}

test("a program learns of them, and of the paths that it is to refuse to what came through them", () => {
  const metrics = { name: "INTERNAL_PATHS", value: "/metrics" };
  const proxies = (value: string) => ({ name: "TRUST_PROXY", value });
  const two = ", trustedProxies: [10.42.0.0/16, 192.0.2.7]";
  expect(readEnv(write("staging", two))).toEqual(expect.arrayContaining([metrics, proxies("10.42.0.0/16,192.0.2.7")]));
  expect(readEnv(write("staging", ""))).toEqual(expect.arrayContaining([metrics, proxies("none")]));
  const inside = write("staging", "").replaceAll(/, route: \{ host: [\w.]+ \}/g, "");
  expect(readEnv(inside)).not.toContainEqual(metrics);
});

test("without them each field that would need them says that no forwarded header is trusted", () => {
  const told = (settings: string) =>
    load({ "dev.yaml": write("staging", settings) }).approximations.map(({ field, instead }) => [field, instead]);
  const refuses = expect.stringContaining("refuses") as string;
  const untold = expect.stringContaining("no forwarded header is trusted") as string;
  expect(told("")).toEqual([["api.internal", refuses], ["api.route.host", untold], ["web.proxy", untold]]);
  expect(told(proxies)).toEqual([["api.internal", refuses]]);
});
