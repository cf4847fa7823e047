import type { Progress } from '../../simulation.ts';

export interface ProgressOutput {
  readonly write: (text: string) => void;
  readonly isTerminal: boolean;
  readonly columns: number;
  /** Milliseconds. */
  readonly now: () => number;
}

export interface ProgressView {
  show(event: Progress): void;
  /** Nothing is drawn any more; running hooks are wiped from the terminal. */
  stop(): void;
}

/**
 * Shows hooks while they run: on a terminal a line for each running one, and finished ones above them.
 *
 * Elsewhere only finished hooks are written, as plain lines: `kubernetes-worker/0  install  1.9s`.
 */
export function createProgress(output: ProgressOutput): ProgressView {
  return output.isTerminal ? createLiveProgress(output) : createPlainProgress(output);
}

function createPlainProgress({ write }: ProgressOutput): ProgressView {
  return {
    show: (event) => {
      const line = finishedLine(event);
      if (line !== null) write(`${line}\n`);
    },
    stop: () => undefined,
  };
}

function createLiveProgress({ write, columns, now }: ProgressOutput): ProgressView {
  const running = new Map<string, { readonly hook: string; readonly sinceMs: number }>();
  let drawnLines = 0;
  const draw = (above: string | null) => {
    const lines = [...running].map(([unit, { hook, sinceMs }]) => `… ${unit}  ${hook}  ${seconds(now() - sinceMs)}`);
    const all = [...(above === null ? [] : [above]), ...lines].map((line) => `${line.slice(0, columns - 1)}\n`);
    write(`${lineUpAndWipe.repeat(drawnLines)}${all.join('')}`);
    drawnLines = lines.length;
  };
  const timer = setInterval(() => draw(null), 200);
  timer.unref();
  return {
    show: (event) => {
      if (event.kind === 'hook-started') running.set(event.unit, { hook: event.hook, sinceMs: now() });
      if (event.kind === 'hook-finished') running.delete(event.unit);
      draw(finishedLine(event));
    },
    stop: () => {
      clearInterval(timer);
      running.clear();
      draw(null);
    },
  };
}

const lineUpAndWipe = '\u001b[1A\u001b[2K';

function finishedLine(event: Progress): string | null {
  switch (event.kind) {
    case 'hook-started':
      return null;
    case 'note':
      return event.text;
    case 'hook-finished': {
      return `${event.unit}  ${event.hook}  ${seconds(event.durationMs)}${failureOf(event)}`;
    }
  }
}

function failureOf({ exitCode, isRefused }: Extract<Progress, { readonly kind: 'hook-finished' }>): string {
  if (exitCode === null) return '  killed';
  if (exitCode !== 0) return `  failed: exit status ${exitCode}`;
  return isRefused === true ? '  failed: the controller refused what it wrote' : '';
}

function seconds(durationMs: number): string {
  return `${(durationMs / 1000).toFixed(1)}s`;
}
