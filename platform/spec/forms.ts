/** The ways of writing a value: pattern, what it is called, and what was probably meant. */
import { suggestDuration } from "./duration.ts";
import type { FormName } from "./schema.ts";
import { suggestSize } from "./size.ts";

export interface Form {
  pattern: string;
  code: string;
  /** As in `"512m" is not a size`. */
  what: string;
  /** What it looks like, in a sentence. */
  explain: string;
  suggest?: (wrong: string) => string | undefined;
}

const word = "[a-z][a-z0-9]*(-[a-z0-9]+)*";

export const forms: Readonly<Record<FormName, Form>> = {
  duration: {
    pattern: "^(?=\\d)(\\d+d)?(\\d+h)?(\\d+m)?(\\d+s)?(\\d+ms)?$",
    code: "bad-duration",
    what: "a duration",
    explain: "A duration is a number and ms, s, m, h or d, such as 1h30m",
    suggest: suggestDuration,
  },
  size: {
    pattern: "^(0*[1-9]\\d{0,11}(\\.\\d{1,3})?|0+\\.\\d{0,2}[1-9])(Ki|Mi|Gi|Ti)$",
    code: "bad-size",
    what: "a size",
    explain: "A size is a number and Ki, Mi, Gi or Ti",
    suggest: suggestSize,
  },
  cron: {
    pattern: "^\\S+( +\\S+){4}$",
    code: "bad-cron",
    what: "a schedule",
    explain:
      "A schedule is five fields: minute, hour, day, month, day of the week, such as \"0 2 * * *\"",
    suggest: suggestCron,
  },
  timezone: {
    pattern: "^[A-Za-z][A-Za-z0-9_+/-]*$",
    code: "unknown-timezone",
    what: "a time zone",
    explain: "A time zone is an IANA name, such as America/Argentina/Buenos_Aires",
  },
  "component name": {
    pattern: `^(?!environment$)(?=.{1,40}$)${word}$`,
    code: "bad-name",
    what: "a name",
    explain: "A name is small letters, digits and single dashes, at most 40",
    suggest: suggestName,
  },
  variable: {
    pattern: "^(?!__proto__$)[A-Za-z_][A-Za-z0-9_]*$",
    code: "bad-name",
    what: "the name of a variable",
    explain: "The name of a variable is letters, digits and _",
    suggest: suggestVariable,
  },
  path: {
    pattern: "^[^\\u0000-\\u001f\\u007f]+$",
    code: "bad-path",
    what: "a path",
    explain: "A path is relative to the project's root, such as ./app",
  },
  "absolute path": {
    pattern: "^/[^\\s]*$",
    code: "bad-path",
    what: "a path inside the image",
    explain: "It begins with /, such as /app",
  },
  "url path": {
    pattern: "^/[^\\s#]*$",
    code: "bad-path",
    what: "a path of a URL",
    explain: "It begins with /, such as /health",
    suggest: (wrong) => (/^[^\s/#:]+$/.test(wrong) ? `/${wrong}` : undefined),
  },
  label: {
    pattern: "^[A-Za-z0-9]([A-Za-z0-9._/-]{0,61}[A-Za-z0-9])?$",
    code: "bad-name",
    what: "the name of a label",
    explain: "The name of a label is letters, digits, dots, dashes and _, at most 63",
  },
  backend: {
    pattern: "^(file|s3|gs|azblob|https?)://[^\\s]*$",
    code: "bad-backend",
    what: "a backend",
    explain: "Backends: file://, s3://, gs://, azblob://, https://",
  },
  "config key": {
    pattern: "^[A-Za-z][A-Za-z0-9_.-]*(:[A-Za-z][A-Za-z0-9_.-]*)?$",
    code: "bad-name",
    what: "a key of the configuration",
    explain: "A key is letters, digits, dots, dashes and _",
  },
  signal: {
    pattern: "^SIG(TERM|INT|QUIT|HUP|USR1|USR2)$",
    code: "unknown-signal",
    what: "a signal",
    explain: "Signals: SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2",
    suggest: suggestSignal,
  },
  role: {
    pattern: "^(?!pg_)[a-z_][a-z0-9_]{0,62}$",
    code: "bad-name",
    what: "the name of a database or user",
    explain: "It is small letters, digits and _, at most 63",
    suggest: (wrong) => suggestName(wrong)?.replaceAll("-", "_"),
  },
  version: {
    pattern: "^\\d+(\\.\\d+){0,2}$",
    code: "bad-version",
    what: "a version",
    explain: "A version is numbers and dots, such as 15 or 8.0",
  },
  image: {
    pattern:
      "^[a-z0-9][a-z0-9._:/-]*(:(?!latest$)[A-Za-z0-9_][A-Za-z0-9._-]*|@sha256:[a-f0-9]{64})$",
    code: "unpinned-image",
    what: "a pinned image",
    explain: "An image is name:tag with a tag that is not latest, or name@sha256:…",
  },
  repository: {
    pattern: "^[a-z0-9][a-z0-9.-]*(:\\d+)?(/[a-z0-9]+([._-]+[a-z0-9]+)*)+$",
    code: "bad-repository",
    what: "a repository",
    explain: "A repository is a host and a name without a tag, such as ghcr.io/acme/app",
    suggest: (wrong) => /^(.+):[A-Za-z0-9_.-]+$/.exec(wrong)?.[1],
  },
  registry: {
    pattern: "^[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\\d+)?$",
    code: "bad-registry",
    what: "a registry",
    explain: "A registry is a host, with a port where it needs one: ghcr.io",
    suggest: (wrong) => /^https?:\/\/([^/]+)/.exec(wrong)?.[1],
  },
  tag: {
    pattern: "^(?!latest$)[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$",
    code: "bad-tag",
    what: "a tag",
    explain: "A tag is letters, digits, dots, dashes and _, and not latest",
  },
  setting: {
    pattern: "^[A-Za-z][A-Za-z0-9_.-]{0,62}$",
    code: "bad-name",
    what: "the name of a setting",
    explain: "The name of a setting is letters, digits, dots, dashes and _",
  },
  field: {
    pattern: "^[A-Za-z][A-Za-z0-9_/-]*(\\.[A-Za-z0-9_/-]+)*$",
    code: "bad-name",
    what: "the path of a field",
    explain: "A field is told by its path, such as api.replicas",
  },
  "container name": {
    pattern: "^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,61}[a-zA-Z0-9]$",
    code: "bad-name",
    what: "the name of a container",
    explain: "The name of a container is letters, digits, dots, dashes and _, at most 63",
  },
  header: {
    pattern: "^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,80}$",
    code: "bad-name",
    what: "the name of a header",
    explain: "The name of a header is letters, digits and dashes, such as X-Frame-Options",
  },
  loss: {
    pattern: "^(?!__proto__$)[^\\u0000-\\u001f\\u007f]{1,400}$",
    code: "bad-name",
    what: "the identifier of a loss",
    explain: "andamio preview prints the identifier of each loss, such as volume uploads",
  },
  range: {
    pattern: "^([0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*)(/[0-9]{1,3})?$",
    code: "bad-range",
    what: "a range of addresses",
    explain: "A range is an address and how many of its bits count, such as 10.42.0.0/16",
  },
  "any path": {
    pattern: "^/?[^\\u0000-\\u001f\\u007f:]+$",
    code: "bad-path",
    what: "a path",
    explain: "A path is absolute inside the image, or below its workdir",
  },
};

const nicknames: Readonly<Record<string, string>> = {
  "@hourly": "0 * * * *",
  "@daily": "0 0 * * *",
  "@midnight": "0 0 * * *",
  "@weekly": "0 0 * * 0",
  "@monthly": "0 0 1 * *",
  "@yearly": "0 0 1 1 *",
  "@annually": "0 0 1 1 *",
};

function suggestCron(wrong: string): string | undefined {
  const fields = wrong.trim().split(/\s+/);
  return nicknames[wrong.trim()] ?? (fields.length === 6 ? fields.slice(1).join(" ") : undefined);
}

function suggestName(wrong: string): string | undefined {
  const name = wrong
    .replace(/([a-z])([A-Z])/g, "$1-$2")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^[^a-z]+|-+$/g, "")
    .slice(0, 40);
  return name && name !== "environment" ? name : undefined;
}

function suggestVariable(wrong: string): string | undefined {
  const name = wrong.replace(/[^A-Za-z0-9_]+/g, "_").replace(/^(?=\d)/, "_");
  return /[A-Za-z]/.test(name) ? name : undefined;
}

function suggestSignal(wrong: string): string | undefined {
  const name = `SIG${wrong.toUpperCase().replace(/^SIG/, "")}`;
  return new RegExp(forms.signal.pattern).test(name) ? name : undefined;
}
