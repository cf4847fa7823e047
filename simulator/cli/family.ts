import type { Command } from 'commander';
import type { JujuFeatures, JujuTrack } from '../model/juju-features.ts';
import type { CliWorld, ModelPlace } from './world.ts';

/** What the commands of one run have in common. */
export interface CommandLine {
  readonly world: CliWorld;
  /** The Juju whose commands are spoken: the model's, or the one that a model to be made will have. */
  readonly juju: JujuTrack;
  /** Of it. */
  readonly features: JujuFeatures;
  /** Known once the options are read. */
  readonly place: () => ModelPlace;
  /** Takes an exit code other than 0 of a command that was done. */
  readonly exit: (code: number) => void;
}

/** Adds its commands to the program, those that this line of Juju has. */
export type Family = (program: Command, line: CommandLine) => void;
