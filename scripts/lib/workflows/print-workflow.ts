/** A workflow as YAML, with its head and the version behind each commit. */

import { Document, isScalar, type Pair, visit } from "yaml";

import { versions } from "./actions.ts";
import type { Workflow } from "./workflow.ts";

export function printWorkflow(about: string, workflow: Workflow): string {
  const document = new Document(workflow, { aliasDuplicateObjects: false });
  visit(document, {
    Pair(_, { key, value }: Pair) {
      if (!isScalar(key) || key.value !== "uses" || !isScalar(value)) return;
      const version = versions.get(String(value.value));
      if (version) value.comment = ` ${version}`;
    },
  });
  document.commentBefore = ` ${about}\n Written by \`andamio ci workflows --write\` from the files of the environments: not to be edited.`;
  return document.toString({ lineWidth: 0, nullStr: "" });
}
