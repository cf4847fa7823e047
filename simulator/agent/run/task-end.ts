import { isUtf8 } from 'node:buffer';
import type { JujuFeatures } from '../../model/juju-features.ts';
import type { Task, TaskStatus } from '../../model/model.ts';
import type { ProcessOutcome } from './run-program.ts';
import { signalText } from './signal-text.ts';

/** What an operator sees of a task that is over. */
export interface TaskEnd {
  readonly status: TaskStatus;
  readonly message: string;
  readonly results: Task['results'];
}

export interface FinishedRun {
  readonly unit: string;
  readonly outcome: ProcessOutcome;
  /** What action-set gave. */
  readonly results: Readonly<Record<string, unknown>>;
  /** What action-fail said. */
  readonly failure: string | null;
  /** Why the controller refuses what was written. */
  readonly refusal: string | null;
  /** It was cancelled while it ran. */
  readonly isAborted: boolean;
  readonly features: Pick<JujuFeatures, 'hasOldActionKeys'>;
}

/** Status, message and results of a task whose process is over. Whatever it set is kept, also when it failed. */
export function endOfTask(run: FinishedRun): TaskEnd {
  const { outcome, isAborted } = run;
  const results = outcome.bytes === null ? run.results : { ...run.results, ...ownResults(run, outcome.bytes) };
  if (isAborted) return { status: 'aborted', message: '', results };
  const message = problemOf(run);
  return { status: message === null ? 'completed' : 'failed', message: message ?? '', results };
}

/** The end of an action that could not be started. */
export function refusedEnd(message: string): TaskEnd {
  return { status: 'failed', message, results: {} };
}

/** Why it failed; the first reason counts, and what the process did counts more than what action-fail said. */
function problemOf({ unit, outcome, refusal, failure }: FinishedRun): string | null {
  if (outcome.kind === 'skipped') return `action not implemented on unit "${unit}"`;
  if (outcome.kind === 'terminated') return 'terminated';
  if (outcome.kind === 'failed') {
    if (outcome.signal !== null) return `signal: ${signalText(outcome.signal)}`;
    return outcome.exitCode === null ? (outcome.problem ?? '') : `exit status ${outcome.exitCode}`;
  }
  return refusal === null ? failure : 'committing requested changes failed';
}

/** The keys that the agent writes itself. */
function ownResults({ outcome, refusal, features }: FinishedRun, bytes: NonNullable<ProcessOutcome['bytes']>) {
  const code = refusal === null ? (outcome.exitCode ?? -1) : 1;
  const stderr = refusal === null ? bytes.stderr : appended(bytes.stderr, refusal);
  const { hasOldActionKeys } = features;
  return {
    ...(hasOldActionKeys ? { Code: String(code) } : { 'return-code': code }),
    ...outputResults(hasOldActionKeys ? ['Stdout', 'StdoutEncoding'] : ['stdout', 'stdout-encoding'], bytes.stdout),
    ...outputResults(hasOldActionKeys ? ['Stderr', 'StderrEncoding'] : ['stderr', 'stderr-encoding'], stderr),
  };
}

function outputResults([name, encoding]: readonly [string, string], output: Buffer): Record<string, string> {
  if (output.length === 0) return {};
  if (isUtf8(output)) return { [name]: output.toString('utf8') };
  return { [name]: output.toString('base64'), [encoding]: 'base64' };
}

function appended(output: Buffer, text: string): Buffer {
  const hasOpenLine = output.length > 0 && output.at(-1) !== 0x0a;
  return Buffer.concat([output, Buffer.from(`${hasOpenLine ? '\n' : ''}${text}`)]);
}
