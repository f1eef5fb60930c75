/** What people read of a plan: each row with what is its own, counted and cut exactly. */
import { expect, test } from "vitest";

import type { Plan, ResourceChange, Row } from "../../platform/plan/plan.ts";
import { renderMarkdown } from "../../platform/plan/render-markdown.ts";
import { type Look, renderText } from "../../platform/plan/render-text.ts";

const place = { file: "environments/dev.yaml", line: 3, column: 5, length: 1 };
const tagged: Look = { columns: Infinity, paint: (style, text) => `<${style}>${text}</>` };
const plain: Look = { columns: Infinity, paint: (_style, text) => text };

const resource = (name: string): ResourceChange => ({
  op: "update", type: "andamio:local:Workload", name, component: name, properties: ["env"],
});

const row = (path: string, resources: string[], reason = "restarts"): Row => ({
  path, change: "changed", text: "x → y", place, side: "after", impact: "rolling",
  effects: [{ component: path.split(".")[0]!, impact: "rolling", reason }], resources,
});

const empty: Plan = {
  format: 1, environment: "dev", target: "local", against: "main", now: "", digest: "",
  changed: true, impact: "rolling", rows: [], resources: [], jobs: [], schedules: [], losses: [],
  refused: [], warnings: [], waivers: [], approximations: [], unknown: [],
};

test("A3 a resource stands under the row that changes it, and under no other", () => {
  const rows = [row("api.env", ["api"]), row("tasks.env", ["tasks"])];
  const text = renderText({ ...empty, rows, resources: ["api", "tasks"].map(resource) }, plain);
  expect(text.split("\n").slice(2)).toEqual([
    "environments/dev.yaml:3:5 api.env x → y", "  rolling  api: restarts", "    ~ Workload api (env)",
    "environments/dev.yaml:3:5 tasks.env x → y", "  rolling  tasks: restarts", "    ~ Workload tasks (env)",
  ]);
});

test.each([[6, 6, undefined], [7, 5, "    … and 2 more"], [9, 5, "    … and 4 more"]])(
  "of %i resources of a row %i are listed, and the rest counted", (count, shown, rest) => {
    const names = [...Array(count).keys()].map((index) => `r${index}`);
    const rows = [row("api.env", names)];
    const lines = renderText({ ...empty, rows, resources: names.map(resource) }, plain).split("\n");
    expect(lines.filter((line) => line.startsWith("    ~"))).toHaveLength(shown);
    expect(lines.find((line) => line.includes("more"))).toBe(rest);
  },
);

test("a line of reasons is as wide as the terminal, and no wider", () => {
  const rows = [row("api.env", [], "it restarts ".repeat(20))];
  const lines = renderText({ ...empty, rows }, { ...plain, columns: 80 }).split("\n");
  expect(lines.find((line) => line.startsWith("  rolling"))).toHaveLength(80);
});

const jobs: Plan["jobs"] = ["migrate", "seed"].map((component) => ({
  component, command: `node ${component}.js`, place, because: ["images.app"],
  migrations: [{
    name: "1_drop", file: "1_drop/migration.sql",
    statements: [
      { sql: "DROP TABLE a", destructive: true, losses: ["drop a"] },
      { sql: "CREATE TABLE b ()", destructive: false, losses: [] },
    ],
  }],
}));

test("what a migration destroys is marked and red, and nothing else of it", () => {
  const text = renderText({ ...empty, jobs }, tagged);
  expect(text).toContain("<red>     ! DROP TABLE a</>");
  expect(text).toContain("\n       CREATE TABLE b ()\n");
});

test("a comment has all rows from the first, and jobs counted from 1", () => {
  const rows = [row("api.env", []), row("tasks.env", [])];
  const text = renderMarkdown({ ...empty, rows, jobs });
  expect(text.match(/^\| .*(api|tasks)\.env x → y/gm)).toHaveLength(2);
  expect(text.match(/^\d+\. \*\*\w+\*\*/gm)).toEqual(["1. **migrate**", "2. **seed**"]);
});
