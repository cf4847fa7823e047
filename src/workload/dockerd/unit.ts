/** A unit file or a drop-in as it is on the machine. */
export interface UnitText {
  readonly path: string;
  readonly text: string;
}

/** How docker.service starts dockerd, apart from what our drop-in says. */
export interface DockerUnit {
  /** The command that our drop-in finds, as the file has it; null when there is none, as in a masked unit. */
  readonly start: string | null;
  /** True where that command hands `$DOCKER_OPTS` on. */
  readonly passesOptions: boolean;
  /** A drop-in that systemd reads after ours and that has a command of its own. */
  readonly override: { readonly path: string; readonly start: string; readonly passesOptions: boolean } | null;
}

/**
 * The unit in these files: its own, the drop-ins that systemd reads before ours, those it reads after.
 *
 * Source: systemd.unit(5), systemd.service(5): an empty `ExecStart=` takes back what was before it
 */
export function readDockerUnit(files: {
  readonly unit: UnitText | null;
  readonly before: readonly UnitText[];
  readonly after: readonly UnitText[];
}): DockerUnit {
  const own = files.unit === null ? [] : [files.unit];
  const start = lastStart([...own, ...files.before])?.start ?? null;
  const later = lastStart(files.after);
  return {
    start,
    passesOptions: start !== null && passes(start),
    override: later === null ? null : { ...later, passesOptions: passes(later.start) },
  };
}

function lastStart(files: readonly UnitText[]): { readonly path: string; readonly start: string } | null {
  const starts = files.flatMap(({ path, text }) => startsIn(text).map((start) => ({ path, start })));
  const last = starts.at(-1);
  return last === undefined || last.start === '' ? null : last;
}

/** The values of `ExecStart` in the section [Service]; a backslash at the end of a line goes on in the next. */
function startsIn(text: string): readonly string[] {
  const starts: string[] = [];
  let section = '';
  for (const line of text.replace(/\\\n/gu, ' ').split('\n')) {
    section = /^\s*\[([^\]]*)\]\s*$/u.exec(line)?.[1] ?? section;
    const start = /^\s*ExecStart\s*=(.*)$/u.exec(line)?.[1];
    if (section === 'Service' && start !== undefined) starts.push(start.trim());
  }
  return starts;
}

function passes(start: string): boolean {
  return /\$(?:DOCKER_OPTS(?!\w)|\{DOCKER_OPTS\})/u.test(start);
}
