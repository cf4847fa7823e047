import type { Machine } from '../contract.ts';
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
}

/** Where the model is and what is installed as the charm under test. */
export interface ModelPlace {
  readonly folder: string;
  readonly charmFolder: string;
}
