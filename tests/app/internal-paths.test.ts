/** Which URLs are for internal paths, spelt as the router takes them and `inject()` tidies them. */
import type { FastifyRequest } from "fastify";
import { expect, test } from "vitest";

import { isInternalPath } from "../../app/plugins/internal-paths.ts";

const server = { config: { internalPaths: ["/docs", "/caf%C3%A9", "/50%"] } };
const isInternal = (url: string) => isInternalPath({ url, server } as unknown as FastifyRequest);

test.each([
  ...["/docs", "/docs/json?a=1", "/docs#x", "/docs#?a=1", "/docs/json#/..", "/%64ocs#x"],
  ...["http://api/docs", "HTTPS://api:8000/docs/json?a=1"],
  ...["/caf%C3%A9", "/caf%c3%a9/x", "/50%/x"],
])("%s is internal", (url) => expect(isInternal(url)).toBe(true));

test.each(["/docsx", "/x#/docs", "/x?/docs", "http://api/x/docs", "http://docs/x", "http://api?/docs"])(
  "%s is not", (url) => expect(isInternal(url)).toBe(false),
);
