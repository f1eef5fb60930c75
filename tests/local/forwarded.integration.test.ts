/** What a program learns of its client behind the proxy; paths that the proxy does not serve. */
import { once } from "node:events";
import { type IncomingHttpHeaders, type IncomingMessage, request } from "node:http";
import { text } from "node:stream/consumers";

import { beforeAll, expect, test } from "vitest";

import { isInternal } from "../../platform/targets/local/internal-paths.ts";
import { findTools, makeProject, type Project, serviceInputs } from "./project.ts";

beforeAll(findTools, 600_000);

const echo = `import { createServer } from "node:http";
createServer((request, response) => response.end(JSON.stringify({ url: request.url, headers: request.headers })))
  .listen(Number(process.env.PORT), "127.0.0.1");
`;
const files = { "server.mjs": echo, "dist/index.html": "<p>start</p>" };

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
}

/** As written, from an address of this machine. */
async function ask(url: string, path: string, from = "127.0.0.1", headers = {}): Promise<Answer> {
  const { port } = new URL(url);
  const asked = request({ host: "127.0.0.1", port, path, localAddress: from, headers });
  asked.end();
  const [response] = (await once(asked, "response")) as [IncomingMessage];
  const body = await text(response);
  const seen = response.statusCode === 200 ? (JSON.parse(body) as Answer).headers : {};
  return { status: response.statusCode ?? 0, headers: seen };
}

async function serve(project: Project, internal: readonly string[] = []): Promise<string> {
  const wanted = { component: "api", port: 8000, ...(internal.length > 0 && { internal }) };
  const route = await project.apply("Route", "api-route", wanted);
  await project.apply("Workload", "api", serviceInputs(project, route));
  return String(route["url"]);
}

const invented = {
  "X-Forwarded-For": "6.6.6.6, 127.0.0.1",
  "X-Forwarded-Proto": "https",
  "X-Forwarded-Host": "evil.example",
  "X-Forwarded-Port": "443",
  Forwarded: "for=6.6.6.6;proto=https",
  "X-Real-IP": "6.6.6.6",
  "X-Andamio-Hop": "0123456789abcdef",
};

test("B2 a program sees the client's own address, and nothing that the client says of itself", async () => {
  await using project = makeProject(files);
  const url = await serve(project);
  const { host } = new URL(url);
  for (const from of ["127.0.0.1", "127.0.0.2"]) {
    for (const headers of [{}, invented]) {
      const seen = (await ask(url, "/", from, headers)).headers;
      expect(seen).toMatchObject({
        "x-forwarded-for": from,
        "x-forwarded-proto": "http",
        "x-forwarded-host": host,
      });
      expect(JSON.stringify(seen)).not.toMatch(/6\.6\.6\.6|evil|https|0123456789abcdef/);
    }
  }
});

test("behind the files of a Static the client is the same", async () => {
  await using project = makeProject(files);
  const api = await serve(project);
  const route = await project.apply("Route", "ui-route", { component: "ui", port: 8080 });
  const site = await project.apply("Site", "ui", {
    ...{ program: project.program, root: "dist", headers: {}, proxy: { "/api": api }, port: 80 },
    ...{ route: "ui-route", routePort: route["port"], labels: {} },
  });
  const url = String(site["url"]);
  for (const from of ["127.0.0.1", "127.0.0.2"]) {
    const { headers } = await ask(url, "/api/x", from, invented);
    // as programs read it: from the right, proxies that are trusted left out
    const [first, ...proxies] = String(headers["x-forwarded-for"]).split(/, */);
    expect([first, ...new Set(proxies)]).toEqual([from, "127.0.0.1"]);
    expect(JSON.stringify(headers)).not.toMatch(/6\.6\.6\.6|evil|andamio-hop/);
  }
});

const spellings = [
  ...["/metrics", "/metrics/", "/metrics?a=1", "/metrics/x", "//metrics", "/./metrics", "/x/../metrics"],
  ...["/%6detrics", "/%2e/metrics", "/x/%2e%2e/metrics", "/x/%2E%2e%2Fmetrics", "/METRICS", "/metrics;v=1"],
  ...["/%256detrics", "/..//metrics", "/%5cmetrics", "/x%2f..%2fmetrics", "/metrics%3fx"],
];

test("an internal path is 404, however it is spelt, and others are served", async () => {
  await using project = makeProject(files);
  const url = await serve(project, ["/metrics"]);
  for (const path of [...spellings, "http://other.example/metrics"]) {
    expect([path, (await ask(url, path)).status]).toEqual([path, 404]);
  }
  for (const path of ["/", "/metricsx", "/api/metrics", "/%zz", "/?x=/metrics"]) {
    expect([path, (await ask(url, path)).status]).toEqual([path, 200]);
  }
});

test("the longest path that a server takes is judged at once, and no list closes nothing", () => {
  expect(isInternal(`/${"%2525/../".repeat(1_600)}`, ["/metrics"])).toBe(false);
  for (const path of spellings) expect(isInternal(path, [])).toBe(false);
  expect(isInternal("/Admin/Users", ["/admin/"])).toBe(true);
});
