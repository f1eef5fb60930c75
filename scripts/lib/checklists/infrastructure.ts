/** What programs stand on: the disk, certificates, and the cluster. */

import { findEnd } from "../../../policies/support-ends.ts";
import { readCertificateEnd } from "../certificate-end.ts";
import { askRunning, findServer, runInside } from "./ask-running.ts";
import { type Item, passIf } from "./item.ts";

const leastFree = 10;
const measure = `const { bavail, blocks } = require("node:fs").statfsSync(".");
process.stdout.write(String(Math.floor((100 * bavail) / blocks)));`;

export const disk: Item = {
  name: "disk",
  asks: `A tenth of the disk that its server writes to is free.`,
  check: (call) => askRunning(call, async (opened) => {
    const { name } = findServer(opened);
    const { code, stdout, stderr } = await runInside(opened, name, ["node", "-e", measure]);
    if (code !== 0) return passIf(false, stderr.trim().split("\n").at(-1) ?? "");
    return passIf(Number(stdout) >= leastFree, `${stdout} % free`);
  }),
};

const leastDays = 30;

export const certificates: Item = {
  name: "certificates",
  asks: "The certificates last longer than a month.",
  check: (call) => askRunning(call, async ({ readStatus }) => {
    const addresses = (await readStatus()).flatMap(({ address = "" }) => address.startsWith("https:") ? address : []);
    const found = await Promise.all([...new Set(addresses)].map(async (address) => {
      const end = await readCertificateEnd(address).catch((error: Error) => error.message);
      const days = typeof end === "string" ? -1 : Math.floor((end.getTime() - Date.now()) / 86_400_000);
      return { days, told: typeof end === "string" ? `${address}: ${end}` : `${address}: ${days} days` };
    }));
    const holds = found.every(({ days }) => days > leastDays);
    return passIf(holds, found.map(({ told }) => told).join(", ") || "no address of it is https");
  }),
};

export const clusterVersion: Item = {
  name: "cluster-version",
  asks: "The cluster that it runs on gets security fixes.",
  check: (call) => askRunning(call, async ({ operations }) => {
    const version = await operations.version?.();
    if (version === undefined) return passIf(true, "it runs on no cluster");
    const today = new Date().toISOString().slice(0, 10);
    const over = findEnd("cluster", version.replace(/^v/, ""), today);
    return over
      ? { state: "warning", detail: `${version} gets no fixes since ${over.end}` }
      : passIf(true, version);
  }),
};
