/** What the YAML parser complains of, in words that say what to do. */
import type { YAMLError } from "yaml";
import type { Fault } from "./faults.ts";
import type { Source } from "./source.ts";

const indentation = "things that belong together start in the same column, two spaces deeper than their parent";

const texts: Readonly<Record<string, readonly [message: string, help: string]>> = {
  TAB_AS_INDENT: ["a tab cannot be used to indent", "use spaces"],
  BAD_INDENT: ["this is indented wrongly", indentation],
  BLOCK_IN_FLOW: ["this cannot stand between { } or [ ]", "write it on one line, or indent without brackets"],
  BLOCK_AS_IMPLICIT_KEY: ["a second \":\" stands on this line", "put the text in quotes, or what follows on a line of its own"],
  MULTILINE_IMPLICIT_KEY: ["this key goes over several lines", "is a \":\" missing, or a quote?"],
  MISSING_CHAR: ["something is missing before this", "is a \":\", a comma, a quote or a bracket missing?"],
  BAD_DQ_ESCAPE: ["this escape is unknown in \"…\"", "write \\\\ for a backslash, or use '…'"],
  BAD_SCALAR_START: ["a text cannot start with this character", "put the text in quotes"],
  UNEXPECTED_TOKEN: ["this is not expected here", "is a quote or a bracket missing before it?"],
  BAD_COLLECTION_TYPE: ["this is not expected here", indentation],
  KEY_OVER_1024_CHARS: ["this key is too long", "is a \":\" missing?"],
  MULTIPLE_DOCS: ["a second document starts here, and one file is one environment", "move it into a file of its own"],
};

export function describeYamlError(error: YAMLError, source: Source): Fault {
  const [message, help] = texts[error.code] ?? ["this is not YAML", "is a quote, a colon or a bracket missing?"];
  const [start, end] = error.pos;
  // at the end of the file there is nothing to point at but the last character
  const last = source.text.trimEnd().length;
  const from = Math.max(0, Math.min(start, last - 1));
  return { code: "bad-yaml", message, span: { source, start: from, end: Math.max(end, from + 1) }, help: `hint: ${help}` };
}
