/** The grammar of the command line. */
import { describe, expect, test } from "vitest";

import type { PlatformError } from "../../platform/errors.ts";
import { findVerb, parseCall } from "../../scripts/lib/arguments.ts";
import type { Verb } from "../../scripts/lib/verb.ts";

const environments = ["dev", "prod", "single"];

function verb(takes: Verb["takes"], flags: Verb["flags"] = {}): Verb {
  return { usage: "", about: "", flags, examples: [], takes, changes: false, run: async () => 0 };
}

function fault(call: () => unknown): Pick<PlatformError, "code" | "message" | "hint"> {
  try {
    call();
  } catch (error) {
    const { code, message, hint } = error as PlatformError;
    return { code, message, hint };
  }
  throw new Error("nothing was thrown");
}

describe("the environment", () => {
  test.each([
    { words: [], environment: "dev", names: [] },
    { words: ["prod"], environment: "prod", names: [] },
    { words: ["api"], environment: "dev", names: ["api"] },
    { words: ["prod", "api", "tasks"], environment: "prod", names: ["api", "tasks"] },
    { words: ["-e", "prod", "api"], environment: "prod", names: ["api"] },
    { words: ["api", "--environment", "prod"], environment: "prod", names: ["api"] },
    { words: ["-e", "prod", "dev"], environment: "prod", names: ["dev"] },
  ])("is, for $words, $environment", ({ words, environment, names }) => {
    expect(parseCall("logs", verb("names"), words, environments)).toMatchObject({ environment, names });
  });

  test("is taken as it stands where only an environment can be meant", () => {
    expect(parseCall("up", verb("nothing"), ["prd"], environments).environment).toBe("prd");
    expect(parseCall("validate", verb("environments"), ["dev", "x"], []).names).toEqual(["dev", "x"]);
  });
});

describe("flags", () => {
  const tail = { tail: { type: "string", value: "N", about: "" }, follow: { type: "boolean", short: "f", about: "" } } as const;

  test("may stand anywhere", () => {
    const { flags, names } = parseCall("logs", verb("names", tail), ["--json", "api", "-f", "--tail", "5"], environments);
    expect({ ...flags }).toEqual({ json: true, follow: true, tail: "5" });
    expect(names).toEqual(["api"]);
  });

  test.each([
    { words: ["--tial", "5"], message: "logs has no flag --tial", hint: "did you mean \"--tail\"?" },
    { words: ["--tail"], message: "--tail wants a value", hint: "andamio logs --tail N" },
    { words: ["--follow=yes"], message: "--follow takes no value", hint: undefined },
    { words: ["-x"], message: "logs has no flag -x", hint: "it has: --environment, --json, --help, --tail, --follow" },
  ])("that are wrong are usage errors: $words", ({ words, message, hint }) => {
    expect(fault(() => parseCall("logs", verb("names", tail), words, environments))).toEqual({ code: "usage", message, hint });
  });
});

describe("what follows the environment", () => {
  test("is refused where nothing may", () => {
    expect(fault(() => parseCall("up", verb("nothing"), ["dev", "api"], environments))).toMatchObject({
      code: "usage", message: "up does not know what to do with \"api\"",
    });
    expect(fault(() => parseCall("run", verb("name"), ["dev", "a", "b"], environments)).message).toContain("\"b\"");
  });

  test("is, of exec, a component and a command whose flags are its own", () => {
    expect(parseCall("exec", verb("command"), ["dev", "api", "--", "ls", "-l", "--json"], environments)).toMatchObject({
      environment: "dev", names: ["api"], command: ["ls", "-l", "--json"], flags: {},
    });
    expect(parseCall("exec", verb("command"), ["api", "ls"], environments)).toMatchObject({ names: ["api"], command: ["ls"] });
  });

  test("is, of exec, told to stand after -- where its flags do not", () => {
    expect(fault(() => parseCall("exec", verb("command"), ["api", "ls", "-l"], environments))).toEqual({
      code: "usage", message: "exec has no flag -l", hint: "flags of the command stand after --",
    });
  });

  test("is never a command elsewhere", () => {
    expect(fault(() => parseCall("up", verb("nothing"), ["--", "ls"], environments)).code).toBe("usage");
  });
});

describe("a verb with sub-verbs", () => {
  const actions = { list: "nothing", check: "nothing", rotate: "name", generate: "names" } as const;
  const secrets: Verb = { ...verb("names"), actions };
  const parse = (words: readonly string[]) => parseCall("secrets", secrets, words, environments);

  test.each([
    { words: ["check", "prod"], environment: "prod", names: ["check"] },
    { words: ["prod", "check"], environment: "prod", names: ["check"] },
    { words: ["check", "-e", "prod"], environment: "prod", names: ["check"] },
    { words: ["check", "nope"], environment: "nope", names: ["check"] },
    { words: ["nope", "check"], environment: "nope", names: ["check"] },
    { words: ["prod"], environment: "prod", names: [] },
    { words: ["rotate", "prod", "key"], environment: "prod", names: ["rotate", "key"] },
    { words: ["prod", "rotate", "key"], environment: "prod", names: ["rotate", "key"] },
    { words: ["rotate", "nope", "key"], environment: "nope", names: ["rotate", "key"] },
    { words: ["rotate", "key"], environment: "dev", names: ["rotate", "key"] },
    { words: ["generate", "prod", "a", "b"], environment: "prod", names: ["generate", "a", "b"] },
  ])("takes its environment before or after it: $words", ({ words, environment, names }) => {
    expect(parse(words)).toMatchObject({ environment, names });
  });

  test.each([["check", "prod", "x"], ["-e", "prod", "check", "x"], ["rotate", "prod", "a", "b"]])("refuses a word too many: %s %s %s", (...words) => {
    expect(fault(() => parse(words)).message).toMatch(/^secrets does not know what to do with "[xb]"$/);
  });
});

test("every verb refuses a word too many, and an environment where it has none", async () => {
  const { verbs } = await import("../../scripts/lib/verbs.ts");
  for (const [name, { load }] of Object.entries(verbs)) {
    const loaded = await load();
    const parse = (words: readonly string[]) => parseCall(name, loaded, words, environments);
    const actions = Object.entries(loaded.actions ?? {})
      .map(([action, takes]) => ({ takes, before: [action] }));
    for (const { takes, before } of [{ takes: loaded.takes, before: [] }, ...actions]) {
      const most: string[] | undefined = { "nothing": ["dev"], "no words": [], "name": ["dev", "a"], "word": ["a"] }[takes as string];
      if (most) expect(() => parse([...before, ...most, "surplus"]), `${name} ${before[0]}`).toThrow("does not know what to do with");
      if (["no words", "word", "words"].includes(takes)) expect(() => parse([...before, "-e", "dev"]), name).toThrow("has no environment");
    }
  }
});

test.each([
  { words: ["up", "dev"], verb: "up", rest: ["dev"] },
  { words: ["-e", "dev", "up"], verb: "up", rest: ["-e", "dev"] },
  { words: ["--json", "status"], verb: "status", rest: ["--json"] },
  { words: ["--version"], verb: undefined, rest: ["--version"] },
  { words: [], verb: undefined, rest: [] },
])("the verb of $words is $verb", ({ words, verb: name, rest }) => {
  expect(findVerb(words)).toEqual({ ...(name === undefined ? {} : { verb: name }), rest });
});
