/**
 * Installs the official release of Pulumi into a folder: `node install-pulumi.ts FOLDER VERSION`. A
 * process of its own, so that it can be stopped.
 */
import { PulumiCommand } from "@pulumi/pulumi/automation/index.js";
import { SemVer } from "semver";

const [root, version] = process.argv.slice(2);
if (!root || !version) throw new Error("usage: install-pulumi.ts FOLDER VERSION");
await PulumiCommand.install({ root, version: new SemVer(version) });
