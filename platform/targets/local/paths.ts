/** Where the files of an environment on this machine lie. Creates nothing. */
import { createHash } from "node:crypto";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

export interface EnvironmentPaths {
  root: string;
  environment: string;
  /** `.andamio/ENV` of the project. */
  home: string;
  /** Kept data: below `home`, or, for root, where the system users of the databases can reach. */
  data: string;
  /** Folder of sockets: short, because a socket's path has 107 bytes at the most. */
  sockets: string;
  /** Folder of the sockets of databases, which a system user may have to reach. */
  storeSockets: string;
  builds: string;
  secrets: string;
  units: string;
  records: string;
  logs: string;
  ports: string;
  /** Where the other environments of this user and machine keep theirs: a list of such files. */
  neighbours: string;
  /** Key of the digests that secrets go into. */
  digestKey: string;
  supervisor: string;
}

/** Paths of an environment; `root` is the project's folder. */
export function pathsOf(root: string, environment: string): EnvironmentPaths {
  const project = resolve(root);
  const home = join(project, ".andamio", environment);
  const id = createHash("sha256").update(`${project}\0${environment}`).digest("hex").slice(0, 12);
  const runtime = join(runtimeFolder(), id);
  return {
    root: project,
    environment,
    home,
    data: isRoot() ? join("/var/lib/andamio", `${environment}-${id}`) : join(home, "data"),
    sockets: join(runtime, "own"),
    storeSockets: join(runtime, "stores"),
    builds: join(home, "builds"),
    secrets: join(home, "secrets"),
    units: join(home, "units"),
    records: join(home, "records"),
    logs: join(home, "logs"),
    ports: join(home, "ports.json"),
    neighbours: join(runtimeFolder(), "environments.json"),
    digestKey: join(home, "secrets", ".digest-key"),
    supervisor: join(home, "supervisor"),
  };
}

export function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/** The project's folder, for processes that the engine starts elsewhere. */
export function projectRoot(): string {
  return process.env["ANDAMIO_ROOT"] ?? resolve(import.meta.dirname, "../../..");
}

function runtimeFolder(): string {
  if (isRoot()) return "/run/andamio";
  const given = process.env["XDG_RUNTIME_DIR"];
  return given ? join(given, "andamio") : join(tmpdir(), `andamio-${process.getuid?.() ?? 0}`);
}
