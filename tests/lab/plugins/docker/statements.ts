/**
 * What the official plugin does with each property, by the source of its upstream
 * kreuzwerker/terraform-provider-docker v4.5.0, folder internal/provider. A change of a property
 * that does not replace, and that `update` does not name, does nothing to a container.
 */
export interface Statement {
  /** File and line that declare it; `resource_docker_` and `.go` are left out. */
  at: string;
  /** A difference replaces (ForceNew). */
  replaces?: true;
  /** Line of the file's read function that sets it from the daemon; absent: kept as configured. */
  read?: string;
  /** Left as it is when not configured (Optional and Computed). */
  computed?: true;
  /** When not configured. */
  default?: unknown;
  /** Order means nothing (TypeSet). */
  set?: true;
}

export type Statements = Readonly<Record<string, Statement>>;

const replaces = true;
const computed = true;
const set = true;

export const container: Statements = {
  name: { at: "container:50", replaces, read: "container_funcs:828" },
  rm: { at: "container:57", default: false, read: "container_funcs:829" },
  readOnly: { at: "container:64", default: false, replaces, read: "container_funcs:830" },
  start: { at: "container:72", default: true },
  wait: { at: "container:79", default: false },
  waitTimeout: { at: "container:86", default: 60 },
  attach: { at: "container:93", default: false },
  logs: { at: "container:100", default: false },
  mustRun: { at: "container:122", default: true, read: "container_funcs:822" },
  image: { at: "container:141", replaces, read: "container_funcs:842" },
  hostname: { at: "container:148", replaces, computed, read: "container_funcs:847" },
  command: { at: "container:163", replaces, computed, read: "container_funcs:849" },
  entrypoints: { at: "container:172", replaces, computed, read: "container_funcs:850" },
  user: { at: "container:181", replaces, computed, read: "container_funcs:851" },
  restart: { at: "container:230", default: "no", read: "container_funcs:857" },
  maxRetryCount: { at: "container:238", read: "container_funcs:858" },
  workingDir: { at: "container:243", replaces, computed, read: "container_funcs:869" },
  removeVolumes: { at: "container:256", default: true },
  capabilities: { at: "container:262", replaces, read: "container_funcs:872" },
  securityOpts: { at: "container:291", replaces, computed, set, read: "container_funcs:854" },
  stopSignal: { at: "container:314", replaces, computed, read: "container_funcs:977" },
  stopTimeout: { at: "container:321", replaces, computed, read: "container_funcs:978" },
  // volume_options below API 1.45 is refused: container_funcs:224
  mounts: { at: "container:328", replaces, set, read: "container_funcs:881" },
  tmpfs: { at: "container:482", read: "container_funcs:883" },
  // `suppressIfPortsDidNotChangeForMigrationV0ToV1` takes no notice of their order
  ports: { at: "container:487", replaces, set, read: "container_funcs:802" },
  envs: { at: "container:590", replaces, computed, set },
  destroyGraceSeconds: { at: "container:827" },
  labels: { at: "container:833", replaces, computed, set },
  memory: { at: "container:842", read: "container_funcs:932" },
  memoryReservation: { at: "container:848", default: 0, read: "container_funcs:935" },
  memorySwap: { at: "container:856", read: "container_funcs:941" },
  shmSize: { at: "container:863", replaces, computed, read: "container_funcs:945" },
  cpuShares: { at: "container:872", read: "container_funcs:949" },
  cpuSet: { at: "container:879", read: "container_funcs:950" },
  logDriver: { at: "container:886", replaces, computed, read: "container_funcs:951" },
  logOpts: { at: "container:894", replaces, read: "container_funcs:952" },
  networkMode: { at: "container:901", replaces, default: "bridge", read: "container_funcs:954" },
  networksAdvanced: { at: "container:909", replaces, set },
  uploads: { at: "container:987", replaces, set },
  healthcheck: { at: "container:1045", computed, read: "container_funcs:961" },
  sysctls: { at: "container:1105", replaces, read: "container_funcs:972" },
  init: { at: "container:1126", computed, read: "container_funcs:865" },
  // 1 is read back as "1.0" and 10 as "10.": helpers:133
  cpus: { at: "container:1158", replaces, read: "container_funcs:947" },
};

/** What of a container is changed while it runs: container_funcs:1016 and `must_run`. */
export const updated = [
  ...["restart", "maxRetryCount", "cpuShares", "memory", "memoryReservation", "cpuSet"],
  "memorySwap",
] as const;

export const volume: Statements = {
  name: { at: "volume:44", replaces, computed, read: "volume:308" },
  labels: { at: "volume:50", replaces, set, read: "volume:309" },
  driver: { at: "volume:57", replaces, computed, read: "volume:310" },
  driverOpts: { at: "volume:64", replaces, read: "volume:311" },
};

export const network: Statements = {
  name: { at: "network:25", replaces, read: "network_funcs:175" },
  labels: { at: "network:32", replaces, set, read: "network_funcs:176" },
  driver: { at: "network:40", replaces, computed, read: "network_funcs:177" },
  options: { at: "network:48", replaces, computed, read: "network_funcs:187" },
  internal: { at: "network:56", replaces, computed, read: "network_funcs:178" },
  attachable: { at: "network:64", replaces, read: "network_funcs:179" },
  ipv6: { at: "network:78", replaces, read: "network_funcs:181" },
  ipamDriver: { at: "network:85", replaces, default: "default", read: "network_funcs:182" },
  ipamConfigs: { at: "network:99", replaces, computed, set, read: "network_funcs:196" },
};

export const remoteImage: Statements = {
  name: { at: "image:36", replaces },
  keepLocally: { at: "image:55" },
  pullTriggers: { at: "image:61", replaces, set },
  forceRemove: { at: "image:70" },
};

/** Of each type that the stand-in has. */
export const statements: Readonly<Record<string, Statements>> = {
  "docker:index/container:Container": container,
  "docker:index/network:Network": network,
  "docker:index/remoteImage:RemoteImage": remoteImage,
  "docker:index/volume:Volume": volume,
};
