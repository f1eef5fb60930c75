/** Changes of what is no program and no store: the file itself, images, secrets and pages. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { expect } from "vitest";

import { addressSteps, KEY, type Lane, readerVariable, serve, step } from "./change.ts";
import type { Patch } from "./changing.ts";
import { answerOf, inStatus, ofRunning, readerHas, readVariables, type Sight } from "./sights.ts";

/** A secret for each source: `from` has the field, and `after` is its other value. */
const secretFrom = (field: string, from: Patch, after: unknown, value: string): Lane => ({
  component: `from-${field}`,
  spec: { kind: "Secret", from },
  steps: [
    step(`Secret.from.${field}`, { from: { [field]: after } },
      readerHas(readerVariable(`from-${field}`)), value),
  ],
});

const sops = { sops: "./secrets/prod.yaml", key: "database.password" };

const of = (component: string, see: Sight): Sight => (world) => see(world, component);

const ciFile = (path: string): Sight => async ({ root }) => readFileSync(join(root, path), "utf8");

const forgeAsked = (part: string): Sight => async ({ forge }) =>
  forge.asked.some((line) => line.includes(part));

const says = (...words: string[]): Sight => async (world) => (await world.andamio(...words)).stdout;

const aboutIt = (field: string): Sight => async (world) => (await world.about())[field];

const stateIsIn = (folder: string): Sight => async ({ root }) =>
  existsSync(join(root, folder, ".pulumi/stacks/andamio/dev.json"));

/** Characters of a variable once its secret has a new value. */
const whenRotated = (variable: string): Sight => async (world, component) => {
  await world.andamio("secrets", "rotate", component);
  return (await readVariables(world, "reader"))[variable]?.length;
};

export const otherLanes: readonly Lane[] = [
  {
    component: "static",
    spec: { kind: "Static", image: "plain", port: 8204 },
    steps: [
      step("Static.root", { root: "public" }, answerOf("/"), "plain public"),
      step("Static.image", { image: "other" }, answerOf("/"), "other public"),
      step("Static.fallback", { fallback: "index.html" }, answerOf("/no/such"), "other public"),
      step("Static.headers", { headers: { "X-Seen": "yes" } },
        answerOf("/", async ({ headers }) => headers.get("x-seen")), "yes"),
      step("Static.proxy", { proxy: { "/asked": "${service-3.url}" } },
        answerOf("/asked", async (response) => response.json()), expect.any(Object)),
      ...addressSteps("Static", 8304),
    ],
  },
  {
    component: "image",
    spec: { kind: "Worker", image: "made", command: serve, env: { TRACE: "TRACES/image" } },
    steps: [],
  },
  {
    spec: {},
    steps: [
      step("Image.build", { images: { made: { build: "./other" } } },
        of("image", ofRunning(({ flavour }) => flavour)), "other"),
      step("Image.steps", { images: { made: { steps: ["echo \"$TASTE made\" > flavour.txt"] } } },
        of("image", ofRunning(({ flavour }) => flavour)), " made\n"),
      step("Image.args", { images: { made: { args: { TASTE: "well" } } } },
        of("image", ofRunning(({ flavour }) => flavour)), "well made\n"),
      // its programs run in the folder of their build, whatever that is called
      step("Image.workdir", { images: { made: { workdir: "/srv" } } },
        of("image", inStatus(({ state }) => state)), "ready"),
      step("Image.variables", { images: { made: { variables: "./contract.json" } } },
        says("why", "dev", "image.env.TRACE"), expect.stringContaining("Where it writes down")),
    ],
  },
  {
    spec: { envGroups: { quiet: { TONE: "quiet" }, loud: { TONE: "loud" }, shared: {} } },
    steps: [
      step("Environment.envGroups", { envGroups: { shared: { GROUP: "1" } } },
        of("grouped", ofRunning(({ variables }) => variables["GROUP"])), "1"),
      step("Environment.description", { description: "seen" }, aboutIt("description"), "seen"),
      step("Environment.owner", { owner: "team@example.com" },
        aboutIt("owner"), "team@example.com"),
      step("Environment.timezone", { timezone: "Asia/Kolkata" },
        of("cron-1", inStatus(({ nextRun }) => nextRun?.slice(11, 16))), "20:30"),
    ],
  },
  {
    alone: true,
    spec: {},
    steps: [
      step("Environment.labels", { labels: { seen: "yes" } }, aboutIt("labels"), { seen: "yes" }),
      step("Environment.state.backend", { state: { backend: "file://.andamio/moved" } },
        stateIsIn(".andamio/moved"), true),
    ],
  },
  {
    component: "grouped",
    spec: {
      ...{ kind: "Worker", image: "plain", command: serve, envFrom: ["shared"] },
      env: { TRACE: "TRACES/grouped" },
    },
    steps: [],
  },
  { component: "key", spec: { kind: "Secret", generate: { bytes: 32 } }, steps: [] },
  secretFrom("variable", { variable: "CHANGING_ONE" }, "CHANGING_TWO", "from variable two"),
  secretFrom("file", { file: "./secrets/one" }, "./secrets/two", "from file two"),
  secretFrom("config", { config: "one" }, "two", "from config two"),
  secretFrom("sops", sops, "./second/secrets/prod.yaml", "from sops in two"),
  secretFrom("key", sops, "database.second", "from sops in one, second"),
  secretFrom("command", { command: ["echo", "one"] }, ["echo", "two"], "two"),
  {
    component: "optional",
    spec: { kind: "Secret", from: { variable: "CHANGING_ONE" } },
    steps: [
      step("Secret.optional", { optional: true, from: { variable: "CHANGING_NONE" } },
        readerHas("OPTIONAL"), undefined),
    ],
  },
  {
    component: "generated",
    spec: { kind: "Secret", generate: {} },
    steps: [
      step("Secret.generate.bytes", { generate: { bytes: 64 } }, whenRotated("GENERATED"), 86),
      step("Secret.generate.format", { generate: { format: "hex" } },
        whenRotated("GENERATED"), 128),
      step("Secret.overlap", { overlap: "1d" }, whenRotated("PREVIOUS"), 128,
        { beside: { reader: { env: { PREVIOUS: "${generated.previous}" } } } }),
      step("Secret.minBytes", { minBytes: 1000 },
        says("secrets", "check"),
        expect.stringContaining("generated: it has 128 bytes, and needs 1000")),
      step("Secret.maxAge", { maxAge: "1s" },
        says("secrets", "check"), expect.stringMatching(/generated: it is .* old, and may be/)),
      step("Secret.owner", { owner: "keys@example.com" },
        says("secrets", "list"), expect.stringContaining("keys@example.com")),
    ],
  },
  { component: "chosen", spec: { kind: "Secret", from: { variable: "CHANGING_CHOSEN" } }, steps: [] },
  { component: "elsewhere", spec: { kind: "Secret", from: { variable: "CHANGING_URL" } }, steps: [] },
  {
    component: "second-token",
    spec: { kind: "Secret", from: { variable: "CHANGING_SECOND_TOKEN" } },
    steps: [],
  },
  { component: "token", spec: { kind: "Secret", from: { variable: "CHANGING_TOKEN" } }, steps: [] },
  {
    component: "ci-file",
    spec: {
      ...{ kind: "CiSecrets", provider: "file", path: ".one" },
      secrets: { ONE: KEY },
      variables: { REGION: "south" },
    },
    steps: [
      step("CiSecrets.secrets", { secrets: { TWO: "${from-file.value}" } },
        ciFile(".one"), expect.stringContaining("from file two")),
      step("CiSecrets.variables", { variables: { REGION: "north" } },
        ciFile(".vars"), expect.stringContaining("north")),
      step("CiSecrets.path", { path: ".two" }, async (world) => [await ciFile(".two")(world, ""), await ciFile(".vars")(world, "")],
        [expect.stringContaining("from file two"), expect.stringContaining("north")]),
      step("CiSecrets.provider", { provider: "github", path: null, repository: "acme/app", token: "${token.value}" },
        async ({ forge }) => forge.kept.get("variables REGION"), "north"),
      step("CiSecrets.token", { token: "${second-token.value}" },
        async ({ forge }) => [...forge.presented].some((one) => one.endsWith("second-token")), true),
      step("CiSecrets.environment", { environment: "other" },
        forgeAsked("/repos/acme/app/environments/other/"), true),
      step("CiSecrets.repository", { repository: "acme/other" },
        forgeAsked("/repos/acme/other/environments/"), true),
    ],
  },
];
