/**
 * Ends what an engine leaves running when it dies: plugins that are not ours never look whether
 * their engine lives. All of them are in its session; what is to outlive it has one of its own.
 */
import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

/**
 * Watches the engine from a process of its own, because the command may be killed with it. Gives
 * the function that ends the plugins at once. Sessions are looked up as Linux shows them.
 */
export function watchPlugins(engine: number | undefined): () => void {
  if (engine === undefined || process.platform !== "linux") return () => undefined;
  const reaper = spawn("/bin/sh", ["-c", script, "andamio-reaper", String(engine)], {
    cwd: "/",
    env: { PATH: process.env.PATH },
    detached: true,
    stdio: "ignore",
  });
  reaper.on("error", () => undefined); // the command itself still ends them
  reaper.unref();
  return () => endSession(engine);
}

/** Field 6 of stat is the session, and field 3, which a name with blanks may precede, the state. */
const script = `
session=$1
members() {
  for stat in /proc/[0-9]*/stat; do
    read -r line 2>/dev/null < "$stat" || continue
    pid=\${line%% *}
    set -- \${line##*) }
    if [ "$4" = "$session" ] && [ "$1" != Z ] && [ "$pid" != "$session" ]; then echo "$pid"; fi
  done
}
while read -r line 2>/dev/null < "/proc/$session/stat"; do
  set -- \${line##*) }
  if [ "$1" = Z ] || [ "$4" != "$session" ]; then break; fi
  sleep 0.5
done
for pid in $(members); do kill -KILL "$pid" 2>/dev/null; done
`;

function endSession(session: number): void {
  for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    if (Number(pid) === session || sessionOf(pid) !== session) continue;
    try {
      process.kill(Number(pid), "SIGKILL");
    } catch {
      // it ended by itself meanwhile
    }
  }
}

function sessionOf(pid: string): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return fields[0] === "Z" ? undefined : Number(fields[3]);
  } catch {
    return undefined; // it ended meanwhile
  }
}
