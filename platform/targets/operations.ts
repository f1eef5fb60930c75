/** The running side of an environment: what a target tells and does without the engine. */

export interface Ran {
  /** ISO 8601. */
  at: string;
  exitCode: number | null;
  seconds: number;
}

export interface UnitStatus {
  component: string;
  kind: string;
  /**
   * `ready` runs and answers; `starting` not yet; `failed` gave up or keeps dying; `stopped` is not
   * meant to run or was stopped; `scheduled` and `suspended` are CronJobs; `done` is a Job.
   */
  state:
    "ready" | "starting" | "failed" | "stopped" | "scheduled" | "suspended" | "done" | "running";
  /** Where it answers, without credentials. */
  address?: string;
  replicas?: { ready: number; wanted: number };
  restarts?: number;
  pids?: readonly number[];
  /** ISO 8601, of a CronJob. */
  nextRun?: string;
  lastRun?: Ran;
  /** Of a CronJob: as many as it keeps, the last first. */
  runs?: readonly Ran[];
  /** Why it is not as it should be. */
  reason?: string;
}

/** A line as a program wrote it, and when it was received. */
export interface TimedText {
  /** ISO 8601. */
  time: string;
  text: string;
}

export interface LogLine extends TimedText {
  component: string;
  /** Name of the process, as `api-1`. */
  unit: string;
}

/** The log of one process. */
export interface ProcessLog {
  component: string;
  unit: string;
  /**
   * Its lines in order: all, or the last `last` of them, which is at least 1. A target may leave
   * out what is older than `since`, and need not.
   */
  read(options: { last?: number; since?: Date }): AsyncIterable<TimedText>;
}

export interface Logs {
  processes: readonly ProcessLog[];
  /**
   * What comes after that which was read last, also from processes that start later. What came
   * within a moment is one batch, in no order.
   */
  follow(): AsyncIterable<readonly LogLine[]>;
}

/** Standard streams of a command that runs in an environment. */
export interface Streams {
  stdin: NodeJS.ReadableStream | "inherit";
  stdout: NodeJS.WritableStream | "inherit";
  stderr: NodeJS.WritableStream | "inherit";
  signal?: AbortSignal;
}

export interface Trouble {
  message: string;
  /** What to do. */
  hint: string;
}

/** Generated secrets, where the target keeps them; what is written counts from the next `up` on. */
export interface KeptSecrets {
  read(name: string): Promise<string | undefined>;
  write(name: string, value: string): Promise<void>;
}

/** The running side of an environment. Each throws `not_running` where that is what is wrong. */
export interface Operations {
  status(): Promise<readonly UnitStatus[]>;
  /** Whether a port of this machine is held by what runs of it, its proxy included. */
  holds?(port: number): Promise<boolean>;
  logs(options: {
    /** None names all. */
    components: readonly string[];
    /** Only of what is not ready, where a target can tell. */
    failing?: boolean;
    /** Ends what follows. */
    signal?: AbortSignal;
  }): Promise<Logs>;
  /** Runs a command with the program, variables and mounts of a component; gives its exit code. */
  exec(component: string, command: readonly string[], streams: Streams): Promise<number>;
  /** Runs a Job or CronJob once, now; gives its exit code. */
  run(component: string, streams: Streams): Promise<number>;
  /** Stops everything and keeps everything. */
  stop(): Promise<void>;
  restart(components: readonly string[]): Promise<void>;
  /**
   * Takes away what runs of these components, so that the next `up` makes it anew; with `data`,
   * what databases among them keep as well.
   */
  discard(components: readonly string[], options: { data: boolean }): Promise<void>;
  /** Of the cluster, as `v1.34.0`; absent where there is none. */
  version?(): Promise<string>;
  /**
   * Every value that is kept as secret where this environment runs; absent where only the state
   * has all of them.
   */
  secretValues?(): Promise<readonly string[] | "forbidden">;
  /** Absent where the target cannot give them a new value. */
  secrets?: KeptSecrets;
  /**
   * What of its files and processes is lost or torn; absent where the target keeps none here. With
   * `thorough` files are read, and not only looked at.
   */
  troubles?(look: { thorough: boolean }): Promise<readonly Trouble[]>;
  /** Ends processes of the environment that the state does not know. */
  endLeftovers?(): Promise<void>;
  /** Removes data and what opens it. Only when nothing runs. */
  removeData(): Promise<void>;
}
