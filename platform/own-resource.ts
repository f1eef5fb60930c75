/** The Pulumi class of resources that our own provider makes true, whatever their type. */
import * as pulumi from "@pulumi/pulumi";

/** `outputs` are those that somebody refers to: the engine fills in only what it was told of. */
export class OwnResource extends pulumi.CustomResource {
  constructor(
    type: string,
    name: string,
    props: object,
    outputs: readonly string[],
    options: pulumi.CustomResourceOptions,
  ) {
    const unknown = Object.fromEntries(outputs.map((output) => [output, undefined]));
    super(type, name, { asked: undefined, observed: undefined, ...unknown, ...props }, options);
  }
}
