/** How others reach what has a port: the fields, and the route they make. Knows no kind. */
import type { Property, Read } from "../spec/schema.ts";
import type { LowerContext, Outputs } from "./component.ts";
import { publishField } from "./publish.ts";

/** Paths of a program for machines inside, which its proxy does not serve. */
export const internalField = {
  type: "array",
  items: { type: "string", form: "url path" },
  default: [],
  description: "Paths, and all below them, for which the proxy answers 404.",
  examples: [["/metrics"]],
} as const satisfies Property;

export const addressFields = {
  publish: publishField("`port`", 5001),
  route: {
    type: "object",
    additionalProperties: false,
    required: ["host"],
    properties: {
      host: {
        type: "string",
        references: "shown",
        description: "Name that it is reached by.",
        examples: ["api.example.com"],
      },
      path: {
        type: "string",
        form: "url path",
        default: "/",
        description: "Only requests whose path begins so.",
        examples: ["/api"],
      },
    },
    description: "Public address behind the proxy; it needs `tls` of the environment.",
    examples: [{ host: "api.example.com" }],
  },
} as const satisfies Record<string, Property>;

type Address = Read<{ properties: typeof addressFields }> & {
  readonly port: number;
  readonly internal?: readonly string[];
};

/** The outputs that are known before anything runs. */
export function lowerRoute(
  name: string,
  { port, publish, route, internal = [] }: Address,
  { emit, bind }: LowerContext,
): Outputs {
  const { publicUrl } = emit("route", `${name}-route`, {
    to: name,
    port,
    ...(publish && { publish: { port: publish.port ?? port, address: publish.address } }),
    ...(route && { address: { host: bind(route.host).value, path: route.path } }),
    ...(internal.length > 0 && { internal }),
  });
  return { publicUrl };
}
