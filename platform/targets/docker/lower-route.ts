/** Where a Service is reached from: a port of the host, or a public address. Pure. */
import type { Target } from "../target.ts";
import type { Text } from "../values.ts";
import { open } from "./declare.ts";

export const lowerRoute: Target["lower"]["route"] = (_name, route, context) => {
  const { to, port, publish, address } = route;
  const scheme = context.around.tls === undefined || context.around.tls.mode === "off" ? "http" : "https";
  const url: Text = address
    ? publicUrl(scheme, address.host, address.path)
    : publish
      ? `http://127.0.0.1:${publish.port}`
      : `http://${to}:${port}`;
  // its resource is declared once the environment's settings are known
  return { resources: [], offers: { publicUrl: open(url) } };
};

function publicUrl(scheme: string, host: Text, path: string): Text {
  const rest = path === "/" ? "" : path;
  if (typeof host === "string") return `${scheme}://${host}${rest}`;
  return { $join: [`${scheme}://`, ...("$join" in host ? host.$join : [host]), rest] };
}
