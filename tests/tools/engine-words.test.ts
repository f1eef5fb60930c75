/** What the engine says, in the words of the project. */
import { describe, expect, test } from "vitest";

import { findFaultLine } from "../../platform/provider/stores/fault-line.ts";
import { type EngineEvent, simplify } from "../../scripts/lib/engine/events.ts";
import { explainFailure } from "../../scripts/lib/engine/failures.ts";

type Raw = Parameters<typeof simplify>[0];

const stack = "urn:pulumi:dev::andamio::pulumi:pulumi:Stack::andamio-dev";
const component = "urn:pulumi:dev::andamio::andamio:index:Database::db";
const child = "urn:pulumi:dev::andamio::andamio:index:Database$andamio:local:Volume::db-data";

describe("events", () => {
  test.each([
    "sdk-v2/provider2.go:571: sdk.helper_schema: Unable to create container: Conflict: provider=docker@5.2.0",
    "1 error occurred:\n\t* Unable to create container: Conflict\n\n",
    "creating urn:pulumi:dev::andamio::docker:index/container:Container::api: 1 error occurred:\n\t* Unable to create container: Conflict\n",
    "sdk-v2/provider2.go:9: Unable to create container: Conflict",
  ])("what a Terraform provider puts around its message is left out: %j", (message) => {
    expect(see({ diagnosticEvent: { severity: "error", message, color: "never", urn: child } })).toMatchObject({
      message: "Unable to create container: Conflict",
      name: "db-data",
    });
  });

  test("each of several errors of a Terraform provider is a line", () => {
    const message = "2 errors occurred:\n\t* one: bad\n\t* two: worse\n\n";
    expect(see({ diagnosticEvent: { severity: "error", message, color: "never" } })).toMatchObject({
      message: "one: bad\ntwo: worse",
    });
  });

  test("of a list that the engine hides no element is told but the one that changed alone", () => {
    const inputs = { spec: { "4dabf18193072939515e22adb298388d": "1", ciphertext: "[secret]" } };
    const state = { custom: true, parent: component, inputs };
    const read = (...paths: string[]) => {
      const detailedDiff = Object.fromEntries(paths.map((path) => [path, { kind: "update" }]));
      const metadata = { op: "update", urn: child, type: "x:y:Z", old: state, new: state, detailedDiff };
      return see({ resourcePreEvent: { metadata } });
    };
    const found = read("spec.replicas", "spec.pods[0].env[1].name", "spec.pods[0].env[2].value");
    expect(found).toMatchObject({ properties: ["spec.replicas", "spec.pods[0].env"] });
    expect(read("spec.pods[0].image")).toMatchObject({ properties: ["spec.pods[0].image"] });
  });

  test("a resource comes with its own name and its component's", () => {
    const metadata = {
      op: "create",
      urn: child,
      type: "andamio:local:Volume",
      new: { custom: true, parent: component },
    };
    expect(see({ resourcePreEvent: { metadata } })).toEqual({
      kind: "resource",
      op: "create",
      phase: "start",
      urn: child,
      type: "andamio:local:Volume",
      name: "db-data",
      component: "db",
    });
    const own = {
      op: "delete",
      urn: component,
      type: "andamio:index:Database",
      old: { parent: stack },
    };
    expect(see({ resOutputsEvent: { metadata: own } })).toMatchObject({
      phase: "done",
      name: "db",
      component: "db",
    });
    expect(see({ resOpFailedEvent: { metadata: own } })).toMatchObject({ phase: "failed" });
  });

  test("the engine's own resources and half steps are left out", () => {
    const own = { op: "create", urn: stack, type: "pulumi:pulumi:Stack", new: { parent: "" } };
    expect(see({ resourcePreEvent: { metadata: own } })).toBeUndefined();
    const half = { op: "delete-replaced", urn: child, type: "andamio:local:Volume" };
    expect(see({ resourcePreEvent: { metadata: half } })).toBeUndefined();
    expect(see({ stdoutEvent: { message: "for a terminal", color: "never" } })).toBeUndefined();
  });

  test("messages lose their marks of colour, and talk among engineers is left out", () => {
    const message = "<{%fg 1%}>did not start<{%reset%}>\n";
    const spoken = { urn: child, message, severity: "error", color: "never" };
    expect(see({ diagnosticEvent: spoken })).toEqual({
      kind: "diagnostic",
      severity: "error",
      message: "did not start",
      name: "db-data",
    });
    expect(see({ diagnosticEvent: { ...spoken, severity: "debug" } })).toBeUndefined();
    expect(see({ diagnosticEvent: { ...spoken, ephemeral: true } })).toBeUndefined();
  });
});

describe("failures", () => {
  test("a provider's message comes with its resource and its hint, without what the engine adds", () => {
    const error = failing([
      fault("update failed"),
      fault("5432 is taken\nhint: andamio doctor", "db"),
    ]);
    expect(error).toMatchObject({ code: "engine_failed", hint: "andamio doctor" });
    expect(error.message).toBe("db: 5432 is taken");
  });

  test("all resources that failed are told, each once", () => {
    const two = [
      fault("did not start", "api"),
      fault("did not start", "api"),
      fault("gave up", "tasks"),
    ];
    expect(failing(two).message).toBe("api: did not start\ntasks: gave up");
  });

  test.each([
    [
      "the stack is currently locked by 1 lock(s). Either wait\n  file:///x: created by ana@host (pid 7) at noon",
      "locked",
      "dev is being changed: file:///x: created by ana@host (pid 7) at noon",
    ],
    [
      "error: getting secrets manager: incorrect passphrase",
      "state_refused",
      "the passphrase does not open the state of dev",
    ],
    [
      "error: write /state/dev.json: no space left on device",
      "engine_failed",
      "the state of dev cannot be written: no space left on device",
    ],
    [
      "error: Could not automatically download and install resource plugin 'pulumi-resource-docker' at version v5.2.0, install the plugin using",
      "tool_missing",
      "Pulumi's plugin docker 5.2.0 is not there, and cannot be downloaded here",
    ],
    ["Updating (dev):\n\nerror: could not load plugin\n", "engine_failed", "could not load plugin"],
    ["", "engine_failed", "the engine ended without a word"],
  ])("what the engine printed is told plainly: %j", (output, code, message) => {
    expect(failing([], output)).toMatchObject({ code, message });
  });
});

test("a full disk is told with what met it: a component, else the state", () => {
  const hint = "make room, and type the same command again";
  const output = "error: initdb failed: No space left on device";
  const said = "initdb of db failed: could not write: No space left on device";
  expect(failing([fault(said, "db")], output)).toMatchObject({ message: `db: ${said}`, hint });
  expect(failing([fault("context canceled", "db")], output)).toMatchObject({
    message: "the state of dev cannot be written: No space left on device", hint,
  });
});

test.each([
  ["could not write: No space left on device", "initdb: error: could not write: No space left on device\ninitdb: removing contents"],
  ["ERROR:  could not extend file", "psql:<stdin>:4: ERROR:  could not extend file\nHINT:  Check free disk space."],
  ["the last line", "a first line\nthe last line\n"],
])("of what a server's program wrote the cause is quoted: %s", (cause, stderr) => {
  expect(findFaultLine(stderr)).toContain(cause);
});

/** The parts of an event that count; the rest is as empty as the engine leaves it. */
function see(event: object): EngineEvent | undefined {
  return simplify({ sequence: 1, timestamp: 1, ...event } as Raw);
}

function fault(message: string, name?: string): EngineEvent {
  return { kind: "diagnostic", severity: "error", message, name };
}

function failing(events: EngineEvent[], output = "") {
  return explainFailure({ environment: "dev", output, events, cause: undefined });
}
