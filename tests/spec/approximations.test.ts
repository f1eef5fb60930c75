/** What a target only comes near to. */
import { expect, test } from "vitest";

import { load } from "./project.ts";

test("fields that were written and are not honoured as written are listed, with their place", () => {
  const environment = load({ "dev.yaml": `version: 1
target: local
owner: platform@example.com
images:
  app: { build: ./app }
components:
  api: { kind: Service, image: app, command: [node, server.js], port: 8000, memory: 1Gi }
  tasks: { kind: Worker, image: app, command: [node, worker.js] }
  db:
    kind: Database
    engine: postgresql
    version: 16
` });
  const file = "environments/dev.yaml";
  expect(environment.approximations).toMatchObject([
    { field: "owner", instead: "shown in status", file, line: 3, column: 8 },
    { field: "api.memory", instead: "not limited", file, line: 7, column: 85 },
    { field: "db.version", instead: "the version installed here runs", file, line: 12, column: 14 },
  ]);
});
