/** Divides a network's subnet between its containers and the proxy, which keeps its address. */

/** With fewer addresses than these have, containers would have too few. */
const longestPrefix = 26;

/** The half that the daemon gives addresses from, and the last address of the other one. */
export function splitSubnet(subnet: string): { range: string; proxy: string } | undefined {
  const [, base = "", bits = ""] = /^(\d+\.\d+\.\d+\.\d+)\/(\d+)$/.exec(subnet) ?? [];
  if (base === "" || Number(bits) > longestPrefix) return undefined;
  const first = base.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
  const last = first + 2 ** (32 - Number(bits)) - 2; // the very last is that of broadcasts
  const proxy = [24, 16, 8, 0].map((shift) => (last >>> shift) & 255).join(".");
  return { range: `${base}/${Number(bits) + 1}`, proxy };
}
