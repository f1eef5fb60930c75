/** What a workflow is made of, as far as ours need it. */

export interface Step {
  id?: string;
  name?: string;
  if?: string;
  uses?: string;
  run?: string;
  shell?: "bash";
  with?: Readonly<Record<string, string | number | boolean>>;
  env?: Readonly<Record<string, string>>;
}

export interface Job {
  name?: string;
  needs?: readonly string[];
  if?: string;
  uses?: string;
  secrets?: Readonly<Record<string, string>>;
  "runs-on"?: string;
  "timeout-minutes"?: number;
  environment?: string;
  permissions: Readonly<Record<string, "read" | "write">>;
  concurrency?: Concurrency;
  services?: Readonly<Record<string, object>>;
  env?: Readonly<Record<string, string>>;
  steps?: readonly Step[];
}

interface Concurrency {
  group: string;
  "cancel-in-progress": boolean;
}

export interface Workflow {
  name: string;
  on: Readonly<Record<string, object | null>>;
  /** None: each job says what it may. */
  permissions: Readonly<Record<string, never>>;
  concurrency?: Concurrency;
  jobs: Readonly<Record<string, Job>>;
}

/** A file, and what stands in its head. */
export interface WorkflowFile {
  about: string;
  make(environments: readonly PipelineEnvironment[]): Workflow;
}

/** By what a job reaches where the environment runs and keeps its state. */
export interface Access {
  /** Secret with the kubeconfig, and where the environment expects it. */
  kubeconfig?: string;
  kubeconfigPath?: string;
  /** Secret with the private key for the host of a daemon. */
  sshKey?: string;
  awsRole?: string;
}

/** What the pipeline must know of an environment. */
export interface PipelineEnvironment {
  name: string;
  branch: string;
  profile: "dev" | "staging" | "prod";
  timezone: string;
  scan: string;
  drift: string;
  coverage: number;
  approval: boolean;
  /** Variables that its secrets come from. */
  secrets: readonly string[];
  /** Whether its file says where the state is kept. */
  hasBackend: boolean;
  access: Access;
  /** Folders in which the pages of its Static components are built. */
  pages: readonly string[];
  /** Version of PostgreSQL. */
  postgresql?: string;
  publish: { heroku?: { folder: string }; netlify?: { folder: string; publish: string } };
}
