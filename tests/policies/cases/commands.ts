/** Rules about what a command starts, and with which options. */
import { type Cases, component, group, shell, withSecret } from "./case.ts";

export const commands: Cases = {
  "readable-commands": {
    more: {
      "a program that a variable names": component("tasks", { command: shell("exec \"$PROGRAM\"") }),
      "a job that a variable names": component("migrate", { command: shell("node dist/jobs.js $TASK") }),
      "variables of a file": component("migrate", { command: shell("set -a; . ./settings.env; node dist/migrate.js") }),
      "a text that another program writes": component("tasks", { command: shell("echo bm9kZQ== | base64 -d | sh") }),
      "a quote that is not closed": component("tasks", { command: shell("node 'dist/worker.js") }),
      "backticks": component("tasks", { command: shell("node `cat program`") }),
      "a here document": component("tasks", { command: shell("sh <<END\nnode dist/jobs.js seed\nEND") }),
    },
    fine: {
      "words, operators and conditions": component("migrate", {
        command: shell("if [ -f x ]; then cd /app && node dist/migrate.js 2>&1 | tee log; fi # done"),
      }),
      "a password that a file has": component("migrate", { command: shell("PGPASSWORD=$(cat /run/x) psql -c 'select 1'") }),
      "what the text itself sets": component("migrate", { command: shell("TASK=migrate; node dist/jobs.js $TASK") }),
      "what the environment sets": component("migrate", {
        command: shell("node dist/jobs.js \"$TASK\""),
        env: { TASK: "migrate" },
      }),
    },
  },
  "runtime-options": {
    more: {
      "code that is loaded": group({ NODE_OPTIONS: "--max-old-space-size=512 --require ./x.js" }),
      "code that is imported, in quotes": group({ NODE_OPTIONS: "\"--import=data:text/javascript,x\"" }),
      "the short form": component("tasks", { env: { NODE_OPTIONS: "-r ./x.js" } }),
      "an underscore": group({ NODE_OPTIONS: "--experimental_loader ./x.js" }),
      "text of a program": group({ NODE_OPTIONS: "--eval 1" }),
      "what only a secret knows": withSecret("n", group({ NODE_OPTIONS: "${n.value}" })),
      "in a shell": component("tasks", { command: shell("NODE_OPTIONS=--inspect node dist/worker.js") }),
      "in the command": component("api", { command: ["node", "--inspect-brk=0.0.0.0", "dist/server.js"] }),
      "the debugger of Java": group({ JAVA_TOOL_OPTIONS: "-Xmx1g -agentlib:jdwp=transport=dt_socket,server=y" }),
      "a library before all others": group({ LD_PRELOAD: "/tmp/x.so" }),
    },
    fine: {
      "limits and certificates": group({ NODE_OPTIONS: "--use-openssl-ca --enable-source-maps --dns-result-order=ipv4first" }),
      "Java's limits": group({ JAVA_TOOL_OPTIONS: "-XX:MaxRAMPercentage=75" }),
    },
  },
};
