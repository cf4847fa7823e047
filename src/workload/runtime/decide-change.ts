import type { RuntimeChoice } from './choose-runtime.ts';
import type { FoundRuntime } from './known-packages.ts';
import type { RuntimeKind } from './runtime-kind.ts';

/** What this charm knows of the runtime that it installed or took over; null before, and while it is being replaced. */
export interface RecordedRuntime {
  readonly kind: RuntimeKind;
  readonly packages: readonly string[];
  /** It was there before the charm, and is as somebody else installed it. */
  readonly adopted?: boolean | undefined;
}

/** What becomes of the runtime that is on the machine. */
export type RuntimeChange =
  /** None is there, or it is the right one: its packages are made complete. */
  | { readonly kind: 'complete' }
  /** Somebody else's: it is taken over as it is. */
  | { readonly kind: 'adopt'; readonly found: FoundRuntime }
  /** Another is there and goes: at once where an operator said so, else only while it carries no containers. */
  | { readonly kind: 'replace'; readonly found: FoundRuntime; readonly isExplicit: boolean };

/**
 * An explicit choice replaces what is there. `auto` replaces only what this charm installed: what somebody else
 * installed stays, whatever `auto` would have chosen.
 */
export function decideChange(given: {
  readonly choice: RuntimeChoice;
  readonly isExplicit: boolean;
  readonly found: FoundRuntime | null;
  readonly recorded: RecordedRuntime | null;
  /** True where dockerd has run with this charm's configuration: an earlier revision recorded no runtime. */
  readonly wasOurs: boolean;
}): RuntimeChange {
  const { choice, isExplicit, found, recorded, wasOurs } = given;
  if (found === null) return { kind: 'complete' };
  const isForeign = recorded === null ? !wasOurs : recorded.adopted === true;
  const isRight = found.kind === choice.kind || isMendable(choice.kind, found, recorded);
  if (isRight) return isForeign ? { kind: 'adopt', found } : { kind: 'complete' };
  if (!isExplicit && isForeign) return { kind: 'adopt', found };
  return { kind: 'replace', found, isExplicit };
}

/** A part of our own runtime has gone, so that what is left looks like another kind. */
function isMendable(kind: RuntimeKind, found: FoundRuntime, recorded: RecordedRuntime | null): boolean {
  return kind === 'nvidia' && recorded?.kind === 'nvidia' && found.engine === 'docker-ce';
}
