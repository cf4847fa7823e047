import type { Machine } from '../contract.ts';
import type { JujuTrack } from '../model/juju-features.ts';
import type { openSimulation } from '../simulation.ts';

/** What the commands touch outside the model; a test passes its own. */
export interface CliWorld {
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
  /** Standard output is a terminal: colours and lines that change are welcome. */
  readonly isTerminal: boolean;
  /** Columns of the terminal. */
  readonly columns: number;
  /** The user's folder. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The project's folder: `bundle/` and `build/charm` lie there. */
  readonly project: string;
  readonly openSimulation: typeof openSimulation;
  /** An account of what was done to a machine, as text. */
  readonly accountOf: (machine: Machine) => string;
  /** Milliseconds of the host go by: for commands that look again and again. Resolves to false when it is time to stop. */
  readonly pause: (ms: number) => Promise<boolean>;
}

/** Where the model is, what is installed as the charm under test, and how a command treats the two. */
export interface ModelPlace {
  readonly folder: string;
  readonly charmFolder: string;
  /** Whose rules a model that is made here has; null when nobody said: those of an old one hold, or 2.9. */
  readonly juju: JujuTrack | null;
  /** Hooks run after a change; else at the next command. */
  readonly isSettling: boolean;
}
