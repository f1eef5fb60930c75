/** A proxy of the user is for calls that leave this machine. */
import { expect, test } from "vitest";

import { localCalls } from "../../scripts/lib/engine/local-calls.ts";

test.each(["http_proxy", "https_proxy", "grpc_proxy"])("with %s calls to this machine are excepted", (name) => {
  const { no_grpc_proxy: excepted } = localCalls({ [name]: "http://proxy.example.com:3128" });
  expect(excepted?.split(",")).toEqual(["127.0.0.1", "localhost", "::1"]);
});

test("exceptions of the user stay, each once", () => {
  const given = { http_proxy: "http://proxy.example.com", no_proxy: "localhost,.example.com," };
  expect(localCalls(given)).toEqual({ no_grpc_proxy: "localhost,.example.com,127.0.0.1,::1" });
  const own = { ...given, no_grpc_proxy: "db.example.com" };
  expect(localCalls(own)["no_grpc_proxy"]).toMatch(/^db\.example\.com,127/);
});

test("without a proxy nothing is set", () => {
  expect(localCalls({ NO_PROXY: "x", HTTPS_PROXY: "http://proxy.example.com" })).toEqual({});
});
