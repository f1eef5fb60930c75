/**
 * The message of a Pulumi plugin that stands on a Terraform provider, such as Docker's, without the
 * marks of that provider's log and of its list of errors. Pure.
 */

const logMark = /^[\w./@-]+\.go:\d+: (?:[\w.]+: (?=\S))?/;
const providerMark = /: provider=[\w-]+@[\w.+-]+$/;
const listMark = /^(?:[^\n]*: )?\d+ errors? occurred:\s*\n/;

export function withoutPluginMarks(text: string): string {
  const own = text.replace(logMark, "").replace(providerMark, "");
  if (!listMark.test(own)) return own.trim();
  const items = own.replace(listMark, "").trim().replace(/^\* /, "").split(/\n\s*\* /);
  return items.map((item) => withoutPluginMarks(item.trim())).join("\n");
}
