/** The programs whose environment is changed while they run: each says how it was started. */

/** What a program finds: its words, its variables, and what lies where it runs. */
const look = `import { appendFileSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
const { TRACE } = process.env;
const is = (state) => existsSync(TRACE + "." + state);
const say = (what) => appendFileSync(TRACE, what + " " + process.pid + "\\n");
const read = (path) => existsSync(path) ? readFileSync(path, "utf8") : undefined;
for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"]) {
  process.on(signal, () => { say("ends"); say(signal); if (!is("deaf")) process.exit(0); });
}
const secret = read(process.env.KEY_FILE);
const flavour = read("flavour.txt");
const found = { words: process.argv.slice(2), variables: process.env, secret, flavour, entries: readdirSync(".") };
`;

/** With a port it answers at \`/asked\` what it was asked so far, else as it is told. */
const serve = `${look}import { createServer } from "node:http";
writeFileSync(TRACE + ".found.json", JSON.stringify(found));
const asked = {};
const answer = ({ url }, response) => {
  if (url === "/asked") return response.end(JSON.stringify(asked));
  asked[url] = (asked[url] ?? 0) + 1;
  if (!is("silent")) response.writeHead(is("sick") ? 503 : 200).end("here");
};
if (process.env.PORT === undefined) { say("serves"); setInterval(() => undefined, 1 << 30); }
else createServer(answer).listen(process.env.PORT, "127.0.0.1", () => say("serves"));
`;

const job = `${look}say("begins");
writeFileSync(TRACE + ".found.json", JSON.stringify(found));
if (is("slow")) setInterval(() => undefined, 1 << 30);
else if (is("failing")) { rmSync(TRACE + ".failing"); process.exitCode = 1; }
else setTimeout(() => say("ended"), Number(process.env.DELAY ?? 0));
`;

/** Files of an image that differs from the others by its flavour alone. */
function imageOf(folder: string): Record<string, string> {
  return {
    [`${folder}/serve.mjs`]: serve,
    [`${folder}/job.mjs`]: job,
    [`${folder}/flavour.txt`]: folder,
    [`${folder}/dist/index.html`]: `${folder} dist`,
    [`${folder}/public/index.html`]: `${folder} public`,
  };
}

export const files: Readonly<Record<string, string>> = {
  ...imageOf("plain"),
  ...imageOf("other"),
  "contract.json": JSON.stringify({ type: "object", properties: { TRACE: { type: "string", description: "Where it writes down what happens." } } }),
  "secrets/one": "from file one\n",
  "secrets/two": "from file two\n",
  "Pulumi.dev.yaml": "config:\n  andamio:one: from config one\n  andamio:two: from config two\n",
};

/** A command line that a health check runs: it counts, and is as it is told. */
export const check = [
  "sh", "-c",
  `echo asked >> "$TRACE.checks"; test ! -e "$TRACE.silent" || exec sleep 60; test ! -e "$TRACE.sick"`,
];
