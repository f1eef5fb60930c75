/** Which proxies programs on a cluster trust, and what is said where that is nobody. */
import { expect, test } from "vitest";

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

test("without them each field that would need them says that no forwarded header is trusted", () => {
  const told = (settings: string) =>
    load({ "dev.yaml": write("staging", settings) }).approximations.map(({ field, instead }) => [field, instead]);
  const refuses = expect.stringContaining("refuses") as string;
  const untold = expect.stringContaining("no forwarded header is trusted") as string;
  expect(told("")).toEqual([["api.internal", refuses], ["api.route.host", untold], ["web.proxy", untold]]);
  expect(told(proxies)).toEqual([["api.internal", refuses]]);
});
