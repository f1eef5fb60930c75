/** The faults of the language with their texts, each in the lines that the text shows. */
interface Case {
  files: Record<string, Record<number, string>>;
  name: string;
  text: string;
}

const layer = { 1: "version: 1", 3: "images: { app: { build: ./app } }" };
const above = { 1: "version: 1", 2: "extends: ./base.yaml", 3: "target: local" };

export const cases: Record<string, Case> = {
  "a field that does not exist": {
    name: "prod",
    files: {
      "base.yaml": {
        ...layer,
        4: "components:",
        5: "  api: { kind: Service, image: app, command: [node, dist/server.js], port: 8000 }",
      },
      "prod.yaml": { ...above, 20: "components:", 21: "  api: { replica: 3 }" },
    },
    text: `environments/prod.yaml:21:10: error: Service "api" has no field "replica" [unknown-field]
  21 |   api: { replica: 3 }
     |          ^^^^^^^
  did you mean "replicas"?`,
  },
  "a word of Compose": {
    name: "dev",
    files: {
      "base.yaml": {
        ...layer,
        4: "envGroups:",
        5: "  app: { DATABASE_URL: \"${db.url}\" }",
        6: "components:",
        7: "  db: { kind: Database, engine: postgresql }",
        19: "  api:",
        20: "    kind: Service",
        21: "    image: app",
        22: "    command: [node, dist/server.js]",
        23: "    envFrom: [app]",
        24: "    depends_on: [db]",
        25: "    port: 8000",
      },
      "dev.yaml": above,
    },
    text: `environments/base.yaml:24:5: error: Service "api" has no field "depends_on" [unknown-field]
  24 |     depends_on: [db]
     |     ^^^^^^^^^^
  hint: order follows references; "api" already waits for "db" by DATABASE_URL. Remove the line`,
  },
  "a component that does not exist": {
    name: "dev",
    files: {
      "base.yaml": {
        ...layer,
        6: "envGroups:",
        7: "  app:",
        9: "    DATABASE_URL: ${bd.url}",
        12: "components:",
        13: "  db: { kind: Database, engine: postgresql }",
      },
      "dev.yaml": above,
    },
    text: `environments/base.yaml:9:21: error: no component is called "bd" [unknown-component]
   9 |     DATABASE_URL: \${bd.url}
     |                     ^^
  did you mean "db"?`,
  },
  "an output that does not exist": {
    name: "dev",
    files: {
      "base.yaml": {
        ...layer,
        6: "envGroups:",
        7: "  app:",
        10: "    REDIS_URL: ${cache.uri}",
        12: "components:",
        13: "  cache: { kind: Redis }",
      },
      "dev.yaml": above,
    },
    text: `environments/base.yaml:10:24: error: Redis "cache" has no output "uri" [unknown-output]
  10 |     REDIS_URL: \${cache.uri}
     |                        ^^^
  did you mean "url"? Redis has: host, password, port, url`,
  },
  "a value that is not what it should be": {
    name: "prod",
    files: {
      "base.yaml": {
        ...layer,
        4: "components:",
        5: "  api: { kind: Service, image: app, command: [node, dist/server.js], port: 8000 }",
      },
      "prod.yaml": { ...above, 20: "components:", 21: "  api: { memory: 512m }" },
    },
    text: `environments/prod.yaml:21:18: error: "512m" is not a size [bad-size]
  21 |   api: { memory: 512m }
     |                  ^^^^
  did you mean "512Mi"? A size is a number and Ki, Mi, Gi or Ti`,
  },
  "a schedule that never fires": {
    name: "dev",
    files: {
      // the language's line has no command: the layer above gives it
      "base.yaml": {
        ...layer,
        30: "components:",
        31: "  clear-sessions: { kind: CronJob, image: app, schedule: \"0 2 30 2 *\" }",
      },
      "dev.yaml": {
        ...above,
        4: "components: { clear-sessions: { command: [node, dist/jobs.js] } }",
      },
    },
    text: `environments/base.yaml:31:58: error: "0 2 30 2 *" never fires: February has no day 30 [never-fires]
  31 |   clear-sessions: { kind: CronJob, image: app, schedule: "0 2 30 2 *" }
     |                                                          ^^^^^^^^^^^^
  hint: the last day of February is "0 2 28 2 *", every night at two "0 2 * * *"`,
  },
  "two components on one port": {
    name: "dev",
    files: {
      "base.yaml": {
        ...layer,
        4: "components:",
        5: "  api: { kind: Service, image: app, command: [node, dist/server.js], port: 8000 }",
        6: "  ui: { kind: Service, image: app, command: [node, dist/ui.js], port: 3000 }",
      },
      "dev.yaml": {
        ...above,
        10: "components:",
        11: "  api: { publish: { port: 5001 } }",
        12: "  ui: { publish: { port: 5001 } }",
      },
    },
    text: `environments/dev.yaml:12:26: error: port 5001 of 127.0.0.1 is published twice, by "api" and "ui" [port-taken]
  12 |   ui: { publish: { port: 5001 } }
     |                          ^^^^
  environments/dev.yaml:11:27: the first
  11 |   api: { publish: { port: 5001 } }
     |                           ^^^^
  hint: give one of them another port`,
  },
  "a secret where it would be shown": {
    name: "dev",
    files: {
      "base.yaml": {
        ...layer,
        4: "envGroups:",
        5: "  app: { JWT_SECRET: \"${jwt-key.value}\" }",
        6: "components:",
        7: "  jwt-key: { kind: Secret, generate: { bytes: 48 } }",
        17: "  api:",
        18: "    kind: Service",
        19: "    image: app",
        20: "    command: [node, dist/server.js, \"--key=${jwt-key.value}\"]",
        21: "    envFrom: [app]",
        22: "    port: 8000",
      },
      "dev.yaml": above,
    },
    text: `environments/base.yaml:20:46: error: "jwt-key.value" is secret, and a command line can be seen by every user of the machine [secret-shown]
  20 |     command: [node, dist/server.js, "--key=\${jwt-key.value}"]
     |                                              ^^^^^^^^^^^^^
  hint: env: { JWT_SECRET: "\${jwt-key.value}" }, which the program reads`,
  },
  "a reference to what a layer removed": {
    name: "prod",
    files: {
      "base.yaml": {
        ...layer,
        6: "envGroups:",
        7: "  app:",
        10: "    REDIS_URL: ${cache.url}",
        12: "components:",
        13: "  cache: { kind: Redis }",
      },
      "prod.yaml": { ...above, 17: "components:", 18: "  cache: null" },
    },
    text: `environments/base.yaml:10:18: error: no component is called "cache" [unknown-component]
  10 |     REDIS_URL: \${cache.url}
     |                  ^^^^^
  environments/prod.yaml:18:3: removed here
  18 |   cache: null
     |   ^^^^^
  hint: remove the variable in the same file: envGroups: { app: { REDIS_URL: null } }`,
  },
  "what the target cannot do": {
    name: "dev",
    files: {
      "dev.yaml": {
        1: "version: 1",
        2: "target: local",
        6: "images:",
        7: "  mail: { ref: axllent/mailpit:v1.21 }",
        8: "components: { db: { kind: Database, engine: sqlite } }",
      },
    },
    text: `environments/dev.yaml:7:11: error: target local runs programs and cannot run the image "axllent/mailpit:v1.21" [unsupported]
   7 |   mail: { ref: axllent/mailpit:v1.21 }
     |           ^^^
  hint: build it from a folder (build: ./mail), or deploy this environment with target: docker. andamio targets shows what each target can do`,
  },
  "two processes on one SQLite": {
    name: "dev",
    files: {
      "base.yaml": {
        ...layer,
        4: "components:",
        5: "  db: { kind: Database, engine: sqlite }",
        6: "  app: { kind: Service, image: app, command: [node, dist/server.js], port: 8000, env: { URL: \"${db.url}\" } }",
        7: "  tasks: { kind: Worker, image: app, command: [node, dist/worker.js] }",
      },
      "dev.yaml": { ...above, 13: "components:", 14: "  tasks: { env: { URL: \"${db.url}\" } }" },
    },
    text: `environments/dev.yaml:14:27: error: SQLite "db" would be opened by two processes, "app" and "tasks" [sqlite-shared]
  14 |   tasks: { env: { URL: "\${db.url}" } }
     |                           ^^^^^^
  hint: one process on SQLite does its own tasks (examples/single.yaml); for more, engine: postgresql`,
  },
  "a credential that is written, which is not shown again": {
    name: "dev",
    files: {
      "dev.yaml": {
        1: "version: 1",
        2: "target: local",
        3: "components:",
        4: "  db: { kind: Database, engine: postgresql, password: hunter2, storag: 1Gi }",
      },
    },
    text: `environments/dev.yaml:4:55: error: "password" holds a credential: a secret is named, never written [plain-credential]
   4 |   db: { kind: Database, engine: postgresql, password: ********, storag: 1Gi }
     |                                                       ^^^^^^^^
  hint: components: { db-password: { kind: Secret, from: { variable: DB_PASSWORD } } }, and here "\${db-password.value}"
environments/dev.yaml:4:64: error: Database "db" has no field "storag" [unknown-field]
   4 |   db: { kind: Database, engine: postgresql, password: ********, storag: 1Gi }
     |                                                                 ^^^^^^
  did you mean "storage"?`,
  },
};
