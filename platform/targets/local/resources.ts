/** The Pulumi classes of this target's resources, which our provider makes true. */
import * as pulumi from "@pulumi/pulumi";

/** What each resource tells, besides its inputs. */
const outputs: Readonly<Record<string, readonly string[]>> = {
  Build: ["digest", "path"],
  Job: ["unit"],
  Route: ["port", "url"],
  Schedule: [],
  Secret: ["value"],
  Store: ["host", "port"],
  Volume: ["path", "identity"],
  Workload: ["host", "port", "url", "units"],
};

export function resourceClass(type: string) {
  const unknown = Object.fromEntries(
    (outputs[type.split(":").at(-1)!] ?? []).map((output) => [output, undefined]),
  );
  return class extends pulumi.CustomResource {
    constructor(
      name: string,
      props: Record<string, unknown>,
      options: pulumi.CustomResourceOptions,
    ) {
      super(type, name, { asked: undefined, observed: undefined, ...unknown, ...props }, options);
    }
  };
}
