/** An environment that has each kind, and most of what a cluster can do for it. */
const small = "cpu: 0.1, memory: 128Mi";
const answer = "[process.env.RELEASE, process.env.KEY, process.env.OLD].join()";
const server = `console.log('listening'); require('http').createServer((q, r) => r.end(${answer})).listen(process.env.PORT)`;
export const writeFeatures = (namespace: string): string => `version: 1
target: kubernetes
kubernetes: { context: lab, namespace: ${namespace}, ingressClass: nginx }
tls: { mode: acme, issuer: letsencrypt }
images:
  web: { ref: node:24, workdir: /usr/local/lib/node_modules }
  backend: { ref: node:24 }
components:
  key: { kind: Secret, generate: { bytes: 32 }, overlap: 1h }
  label: { kind: Secret, from: { variable: FEATURES_LABEL } }
  shop: { kind: Database, engine: mysql, cpu: 0.2, memory: 512Mi, storage: 2Gi }
  notes: { kind: Database, engine: sqlite, role: analytics, path: data/notes.sqlite3 }
  first: { kind: Job, image: web, command: [node, -e, "console.log('made')"], env: { URL: "\${shop.url}" }, ${small} }
  backend:
    kind: Service
    image: backend
    command: [node, -e, "${server}"]
    env: { RELEASE: one, KEY: "\${key.value}", OLD: "\${key.previous}" }
    port: 8000
    stop: { grace: 1s }
    replicas: 2
    scale: { max: 4, cpu: 50 }
    route: { host: api.example.com }
    health: { path: /health, livePath: /livez }
    ${small.replace(", ", "\n    ")}
  keeper:
    kind: Service
    image: web
    command: [node, -e, "${server}"]
    env: { RELEASE: kept, FILE: "\${notes.path}", LABEL: "\${label.value}" }
    port: 8000
    stop: { grace: 1s }
    update: recreate
    ${small.replace(", ", "\n    ")}
  pages: { kind: Static, image: web, root: npm, proxy: { /api: "\${backend.url}" } }
  nightly: { kind: CronJob, image: web, schedule: "0 2 * * 7", command: [node, -e, "console.log('ran')"], timezone: America/Argentina/Buenos_Aires, missed: 3m, history: 2, ${small} }
`;
