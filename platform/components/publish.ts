/** The field by which a component asks for a port of the host. Knows no kind. */
import type { Property } from "../spec/schema.ts";

/** `without` is the port that is taken where none is given. */
export function publishField(without: string, example: number) {
  return {
    type: "object",
    additionalProperties: false,
    properties: {
      port: {
        type: "integer",
        minimum: 1,
        maximum: 65535,
        description: `Port of the host; without it ${without}.`,
        examples: [example],
      },
      address: {
        type: "string",
        enum: ["loopback", "all"],
        default: "loopback",
        description: "Who reaches it: this host alone, or everyone.",
        examples: ["loopback"],
      },
    },
    description: "A port of the host that is fixed; taken, it is an error.",
    examples: [{ port: example }],
  } as const satisfies Property;
}
