/**
 * The hook tools of Juju.
 *
 * `call-tool.ts` answers one call in a hook's context; one file per family of tools. What a tool buffers goes into the
 * context, what acts at once changes the model. `flags.ts` reads arguments, and `format/` prints values, as Juju does.
 *
 * Imports `contract.ts`, `model/` and the types of `agent/`. Start reading at `call-tool.ts`.
 */
import type { HookContext } from '../agent/hook-context.ts';
import type { Juju } from '../agent/juju.ts';
import type { JujuFeatures } from '../model/juju-features.ts';
import type { Arguments, Flag } from './flags.ts';
import type { Answered, Format } from './format/format.ts';

/** One call of a tool from a hook's process. */
export interface ToolCall {
  readonly juju: Juju;
  readonly context: HookContext;
  /** Arguments without the tool's name. */
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly stdin: () => Promise<string>;
  /** SIGKILL to the hook's process. */
  readonly killHook?: () => void;
}

/** What a tool does once its arguments are found right; a text is printed as it is when the tool has no formats. */
export type Work = () => Answered | undefined | Promise<Answered | undefined>;

export interface Tool {
  /** Arguments besides options, for help: `[<key>]`. */
  readonly usage: string;
  /** One sentence for help. */
  readonly summary: string;
  /** Which Juju has it; every one when left out. */
  readonly isIn?: (features: JujuFeatures) => boolean;
  /** It belongs to actions: some Juju do not know it in hooks. */
  readonly isForActions?: boolean;
  /** Where `collect-metrics` or `meter-status-changed` run it: everything else refuses there. */
  readonly restrictedTo?: readonly string[];
  readonly flags?: (call: ToolCall) => readonly Flag[];
  /** The first one is used when none is asked for. */
  readonly formats?: readonly [Format, ...Format[]];
  /** It takes a `--format`, and complains. */
  readonly isFormatDeprecated?: boolean;
  /** Lists are printed as YAML in smart format: what they hold is not known to be text. */
  readonly isUntyped?: boolean;
  /** @throws BadUsage when the arguments are wrong; the work throws ToolFailed */
  readonly prepare: (args: Arguments, call: ToolCall) => Work;
}

/** A family of tools by name. */
export type Tools = Readonly<Record<string, Tool>>;

/** What most tools print in. */
export const everyFormat: readonly [Format, ...Format[]] = ['smart', 'json', 'yaml'];

/** What the tools print in that came later. */
export const yamlOrJson: readonly [Format, ...Format[]] = ['yaml', 'json'];
