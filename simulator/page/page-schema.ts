import * as z from 'zod';

const statusWord = z.enum(['active', 'blocked', 'error', 'maintenance', 'terminated', 'unknown', 'waiting']);

const application = z.object({
  name: z.string(),
  charm: z.string(),
  status: statusWord,
  message: z.string(),
  version: z.string(),
  /** As `juju status` says it: `2`, or `1/2`. */
  scale: z.string(),
  isExposed: z.boolean(),
  isSubordinate: z.boolean(),
  isDying: z.boolean(),
  leader: z.string().nullable(),
});

const relation = z.object({
  id: z.number(),
  /** One for peers; else the provider first. */
  ends: z.array(z.object({ application: z.string(), endpoint: z.string(), role: z.string() })),
  interface: z.string(),
  type: z.enum(['peer', 'regular', 'subordinate']),
  isDying: z.boolean(),
  /** Which keys a unit or an application has set; never their values, since any of them may be secret. */
  bags: z.array(z.object({ owner: z.string(), keys: z.array(z.string()) })),
});

const unit = z.object({
  name: z.string(),
  application: z.string(),
  workload: statusWord,
  agent: z.string(),
  message: z.string(),
  /** Seconds since the epoch by the model's clock. */
  since: z.number(),
  isLeader: z.boolean(),
  isDying: z.boolean(),
  ports: z.array(z.string()),
  machine: z.string(),
  address: z.string(),
  /** The unit beside which a subordinate lives. */
  principal: z.string().nullable(),
  subordinates: z.array(z.string()),
  /** Its charm writes a trace. */
  isTraced: z.boolean(),
  /** The hook that runs at this moment. */
  running: z.string().nullable(),
  failed: z.object({ hook: z.string(), attempts: z.number(), retryAt: z.number().nullable() }).nullable(),
});

const machine = z.object({
  id: z.string(),
  hostName: z.string(),
  address: z.string(),
  publicAddress: z.string(),
  series: z.string(),
  /** The machine of a container. */
  parent: z.string().nullable(),
  units: z.array(z.string()),
});

const task = z.object({
  id: z.string(),
  operation: z.string(),
  unit: z.string(),
  kind: z.enum(['action', 'exec']),
  name: z.string(),
  status: z.string(),
  message: z.string(),
  startedAt: z.number().nullable(),
  completedAt: z.number().nullable(),
});

/** What the page shows of a whole model. It holds no option, no value of a bag and nothing of a secret but its id and owner. */
export const pageData = z.object({
  name: z.string(),
  /** For example `2.9.46`. */
  jujuVersion: z.string(),
  /** Seconds since the epoch by the model's clock, when the model was last saved. */
  clockSeconds: z.number(),
  hookCount: z.number(),
  applications: z.array(application),
  relations: z.array(relation),
  units: z.array(unit),
  machines: z.array(machine),
  tasks: z.array(task),
  secrets: z.array(z.object({ id: z.string(), owner: z.string() })),
});

const command = z.object({ line: z.string(), exitCode: z.number().nullable(), durationMs: z.number() });

const handlerRun = z.object({
  name: z.string(),
  /** Counts from 1. */
  round: z.number(),
  /** For example `flag packages.installed changed`. */
  cause: z.string(),
  outcome: z.enum(['blocked', 'done', 'dropped', 'unfinished', 'waiting']),
  /** What it waits for, or what blocks it. */
  detail: z.string(),
});

const hookRun = z.object({
  /** Unique among the runs of the unit, and the same as long as the run is kept. */
  id: z.string(),
  name: z.string(),
  kind: z.enum(['action', 'exec', 'hook']),
  relation: z.string().nullable(),
  remoteUnit: z.string().nullable(),
  cause: z.string(),
  /** Milliseconds since the epoch by the model's clock. */
  startMs: z.number(),
  durationMs: z.number(),
  exitCode: z.number().nullable(),
  signal: z.string().nullable(),
  outcome: z.enum(['committed', 'failed', 'killed']),
  /** Null for what only the charm's own trace tells of. */
  calls: z.object({ tools: z.number(), programs: z.number() }).nullable(),
  /** What the charm said about its failure. */
  failure: z.string().nullable(),
  handlers: z.array(handlerRun),
  flags: z.array(z.object({ flag: z.string(), isSet: z.boolean(), handler: z.string(), round: z.number() })),
  restarts: z.array(z.object({ service: z.string(), reasons: z.array(z.string()) })),
  commands: z.array(command),
});

/** What a unit did, oldest first. */
export const unitStory = z.object({
  unit: z.string(),
  /** Older runs that are left out. */
  omitted: z.number(),
  hooks: z.array(hookRun),
  /** The last warnings and errors of a unit in error. */
  complaints: z.array(z.object({ time: z.number(), level: z.string(), message: z.string() })),
});

/** What a written page has inside. */
export const wholePage = z.object({ data: pageData, stories: z.record(z.string(), unitStory) });

export type PageData = z.output<typeof pageData>;
export type UnitShown = PageData['units'][number];
export type ApplicationShown = PageData['applications'][number];
export type RelationShown = PageData['relations'][number];
export type UnitStory = z.output<typeof unitStory>;
export type HookRun = UnitStory['hooks'][number];
export type WholePage = z.output<typeof wholePage>;
