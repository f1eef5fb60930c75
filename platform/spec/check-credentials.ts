/** A secret is named, never written: fields that hold a credential want a reference to one. */
import { isTextNode, type Model, type Visit } from "./model.ts";
import type { ScalarNode } from "./node.ts";
import { listReferences } from "./references.ts";
import { own } from "./schema.ts";

export function checkCredentials(model: Model): void {
  for (const visited of model.visits) if (isTextNode(visited)) checkCredential(visited, model);
}

function checkCredential(
  { node, shape, pointer }: Visit & { node: ScalarNode },
  { value, catalogue, faults }: Model,
): void {
  if (!("references" in shape) || shape.references !== "secret") return;
  const parts = listReferences(node.text);
  const isNamed = parts.some(({ component, output }) => {
    if (component === "environment") return false;
    const spec = own(value.components ?? {}, component);
    const outputs = spec && own(catalogue.kinds, spec.kind)?.outputs(spec);
    // what is wrong with a reference has been told
    return !outputs || (own(outputs, output)?.secret ?? true);
  });
  if (isNamed) return;
  const field = pointer.at(-1) ?? "";
  const name = [...pointer.slice(-2, -1), field].join("-").toLowerCase().replace(/[^a-z0-9]+/g, "-");
  faults.push({
    code: "plain-credential",
    message: `"${field}" holds a credential: a secret is named, never written`,
    span: node.span,
    help: `hint: components: { ${name}: { kind: Secret, from: { variable: ${name.toUpperCase().replaceAll("-", "_")} } } }, and here "\${${name}.value}"`,
  });
}
