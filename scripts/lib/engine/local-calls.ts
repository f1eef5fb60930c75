/**
 * The engine, its plugins and this process call each other on this machine, which no proxy can
 * serve. Go knows that by itself; gRPC for Node asks the proxy of `http_proxy` for 127.0.0.1, too:
 * https://github.com/grpc/grpc-node/blob/master/doc/environment_variables.md
 */
const proxies = ["grpc_proxy", "https_proxy", "http_proxy"];
const here = ["127.0.0.1", "localhost", "::1"];

/** What keeps these calls from a proxy; nothing where none is set. */
export function localCalls(variables = process.env): Record<string, string> {
  if (!proxies.some((name) => variables[name])) return {};
  const given = variables["no_grpc_proxy"] ?? variables["no_proxy"] ?? "";
  const exceptions = new Set([...given.split(",").filter((one) => one !== ""), ...here]);
  return { no_grpc_proxy: [...exceptions].join(",") };
}
