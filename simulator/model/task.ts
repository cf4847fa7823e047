/** What one `juju run` or `juju exec` asked for: a task a unit. */
export interface Operation {
  readonly id: string;
  /** For example `backup run on unit-etcd-0`. */
  readonly summary: string;
  readonly tasks: readonly string[];
  readonly enqueuedAt: number;
}

/** An action, or a command of `juju exec`, on one unit. */
export interface Task {
  readonly id: string;
  readonly operation: string;
  readonly unit: string;
  readonly kind: 'action' | 'exec';
  /** Of the action; `juju-exec` for a command, in 2.9 `juju-run`. */
  readonly name: string;
  /** With the schema's defaults. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** The shell command of an exec. */
  readonly command: string | null;
  readonly isParallel: boolean;
  readonly executionGroup: string;
  status: TaskStatus;
  message: string;
  /** What action-set gave, nested, and the agent's own keys by the names of this Juju (`return-code` or `Code`, ...). */
  results: Readonly<Record<string, unknown>>;
  readonly log: { readonly time: number; readonly message: string }[];
  readonly enqueuedAt: number;
  startedAt: number | null;
  completedAt: number | null;
}

export type TaskStatus = 'aborted' | 'aborting' | 'cancelled' | 'completed' | 'failed' | 'pending' | 'running';
