/**
 * Prints what environments of a project declare, by name, as Node itself loads the platform: a
 * container's health check is the source text of a function, which a test runner rewrites.
 */
import { declare } from "../../platform/declare.ts";
import { loadEnvironment } from "../../platform/environment.ts";

const [root, ...names] = process.argv.slice(2) as [string, ...string[]];
const declared = names.map((name) => {
  const all = declare(loadEnvironment(root, name));
  return [name, all.map(({ type, name, parent, props }) => ({ type, name, parent, props }))];
});
console.log(JSON.stringify(Object.fromEntries(declared)));
