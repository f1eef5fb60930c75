/**
 * The rules as a policy pack of Pulumi: the engine asks it for the environment, which is the first
 * resource of a stack, so that a violation applies nothing.
 */
import { resolve } from "node:path";

import { type EnforcementLevel, PolicyPack, type ResourceValidationPolicy } from "@pulumi/policy";

import { listBinary } from "../platform/binary-files.ts";
import { declare } from "../platform/declare.ts";
import type { Environment } from "../platform/environment.ts";
import { loadContracts } from "../platform/load-contracts.ts";
import { describeFinding } from "./diagnose.ts";
import { rules } from "./index.ts";
import { blocks, type Finding, judge } from "./judge.ts";
import { openProjectFiles } from "./project-files.ts";

const environmentType = "andamio:index:Environment";
const root = process.env.ANDAMIO_ROOT ?? resolve(import.meta.dirname, "..");

new PolicyPack("andamio", {
  policies: [
    ...rules.map(({ name, about }) =>
      makePolicy(name, about, "mandatory", (finding) => finding.rule === name && blocks(finding)),
    ),
    makePolicy(
      "exceptions",
      "Levels and waivers that an environment gives itself hold.",
      "mandatory",
      (finding) => !rules.some(({ name }) => name === finding.rule) && blocks(finding),
    ),
    makePolicy("advice", "What should be otherwise.", "advisory", (finding) => isAdvice(finding)),
  ],
});

/** The profile decides the level of a finding, and a policy has but one. */
function makePolicy(
  name: string,
  description: string,
  enforcementLevel: EnforcementLevel,
  wanted: (finding: Finding) => boolean,
): ResourceValidationPolicy {
  return {
    name,
    description,
    enforcementLevel,
    validateResource({ type, props }, report) {
      if (type !== environmentType) return;
      for (const finding of judgeOnce(JSON.stringify(props)).filter(wanted)) {
        report(`${describeFinding(finding)} (${finding.pointer}). Write: ${finding.fix}`);
      }
    },
  };
}

function isAdvice(finding: Finding): boolean {
  return finding.level === "advisory" && !finding.waived;
}

const files = openProjectFiles(root);
const judged = new Map<string, Finding[]>();

function judgeOnce(props: string): Finding[] {
  const known = judged.get(props);
  if (known) return known;
  const said = JSON.parse(props) as Environment;
  const { images, components } = said;
  const read = { contracts: loadContracts(root, images), binary: listBinary(root, components) };
  const environment = { ...said, ...read };
  // what would be mended has not been: `andamio up` does that before it calls the engine
  const findings = judge(environment, declare(environment), { files }).map(
    ({ mended: _, ...finding }) => finding,
  );
  judged.set(props, findings);
  return findings;
}
