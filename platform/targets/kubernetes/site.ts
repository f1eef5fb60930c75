/** Files of a build, served by Caddy: copied out of their image when a pod starts. */
import { posix } from "node:path";

import type { Site } from "../primitives.ts";
import type { Context, Declaration, Lowered } from "../target.ts";
import type { DigestName, Text } from "../values.ts";
import { account } from "./account.ts";
import { describeObject, selectorOf } from "./names.ts";
import {
  declareObject,
  declareVersioned,
  digestName,
  type Manifest,
  metadataOf,
} from "./object.ts";
import { restricted, unprivileged } from "./pod.ts";
import { resourcesOf } from "./quantity.ts";
import { settingsOf } from "./settings.ts";
import { addressOf, answersOf, gateOf } from "./workload.ts";

const folder = "/site";
const user = 10001;
const homes = ["HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"];
/** Inside the pod, where low ports are for those with rights. */
export const sitePort = 8080;
const resources = resourcesOf({ cpu: 0.1, memoryBytes: 64 * 2 ** 20 });

const standing = {
  replicas: 1,
  ready: { startPeriodSeconds: 60, intervalSeconds: 10, timeoutSeconds: 1, retries: 3 },
};

export function lowerSite(name: string, site: Site, context: Context): Lowered<"site"> {
  const caddyfile = writeCaddyfile(site, settingsOf(context.around).trustedProxies);
  const configName = digestName(`${name}-site`, caddyfile);
  const config = { apiVersion: "v1", kind: "ConfigMap", data: { Caddyfile: caddyfile } };
  const deployment = makeDeployment(name, site, configName, context);
  const needs = [`${name}-account`, `${name}-site`, ...site.needs];
  const before: Declaration[] = [
    account(name, context),
    declareVersioned(`${name}-site`, name, configName, config, context),
    addressOf(name, site.port, sitePort, context),
    declareObject(`${name}-deployment`, deployment, context, { needs }),
  ];
  const gate = gateOf(name, "Deployment", standing, deployment, context, before);
  return { resources: [...before, gate], offers: answersOf(name, site.port) };
}

function makeDeployment(
  name: string,
  site: Site,
  configName: DigestName,
  context: Context,
): Manifest {
  const described = describeObject(name, context.component, context.around, site.labels);
  const open = { tcpSocket: { port: sitePort } };
  const tmp = { name: "tmp", mountPath: "/tmp" };
  const files = posix.resolve(site.program.workdir, site.root);
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: metadataOf(name, context, site.labels),
    spec: {
      replicas: 1,
      revisionHistoryLimit: 2,
      strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
      selector: { matchLabels: selectorOf(name, context.environment) },
      template: {
        metadata: described,
        spec: {
          ...unprivileged(name, user, context.around),
          terminationGracePeriodSeconds: 35,
          initContainers: [
            {
              name: "files",
              image: site.program.location,
              command: ["cp", "-R", `${files}/.`, folder],
              resources,
              securityContext: restricted(),
              volumeMounts: [tmp, { name: "files", mountPath: folder }],
            },
          ],
          containers: [
            {
              name,
              image: "caddy:2",
              command: ["caddy", "run", "--config", "/etc/caddy/Caddyfile"],
              env: homes.map((one) => ({ name: one, value: "/tmp" })),
              ports: [{ name: "main", containerPort: sitePort, protocol: "TCP" }],
              resources,
              startupProbe: { ...open, periodSeconds: 1, failureThreshold: 60 },
              readinessProbe: { ...open, periodSeconds: 10 },
              lifecycle: { preStop: { sleep: { seconds: 5 } } },
              // its program carries this right in its file, and does not start where it is denied
              securityContext: restricted(true, ["NET_BIND_SERVICE"]),
              volumeMounts: [
                tmp,
                { name: "files", mountPath: folder, readOnly: true },
                { name: "config", mountPath: "/etc/caddy", readOnly: true },
              ],
            },
          ],
          volumes: [
            { name: "tmp", emptyDir: {} },
            { name: "files", emptyDir: {} },
            { name: "config", configMap: { name: configName } },
          ],
        },
      },
    },
  };
}

function writeCaddyfile(site: Site, trusted: readonly string[] = []): Text {
  const { fallback, headers, proxy } = site;
  // what the ingress says of the client goes on to whatever this one forwards to
  const servers = `\tservers {\n\t\ttrusted_proxies static ${trusted.join(" ")}\n\t}\n`;
  const options = trusted.length > 0 && Object.keys(proxy).length > 0 ? servers : "";
  const set = Object.entries(headers).map(([name, value]) => `\theader ${name} ${word(value)}\n`);
  const ways = Object.entries(proxy).flatMap(([path, { value }], index) => [
    `\t@way${index} path ${word(path)} ${word(`${path.replace(/\/$/, "")}/*`)}\n\thandle @way${index} {\n\t\treverse_proxy `,
    ...(typeof value === "object" && "$join" in value ? value.$join : [value]),
    "\n\t}\n",
  ]);
  const tried = fallback === undefined ? "" : `\t\ttry_files {path} {path}/ ${word(`/${fallback}`)}\n`;
  const start = `{\n\tadmin off\n\tauto_https off\n\tpersist_config off\n${options}}\n:${sitePort} {\n\tlog\n\tencode gzip\n\troot * ${folder}\n`;
  const end = `\thandle {\n${tried}\t\tfile_server\n\t}\n}\n`;
  const parts = [start, ...set, ...ways, end];
  return parts.every((part) => typeof part === "string") ? parts.join("") : { $join: parts };
}

function word(text: string): string {
  return `"${text.replaceAll(/[\\"]/g, "\\$&")}"`;
}
