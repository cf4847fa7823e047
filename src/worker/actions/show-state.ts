import * as z from 'zod/mini';
import { resultKey } from '../../juju/juju.ts';
import type { ActionResults } from '../../juju/juju.ts';
import { handlerText, nextSteps, serviceText, stateText } from '../state-text.ts';
import { defineAction } from './define-action.ts';

/**
 * What the unit has done, what it waits for and why, and what to do next: in `text` for people, in `state` for scripts.
 * Inputs are named, and their values are not shown. Nothing is changed.
 */
export const showState = defineAction({
  name: 'show-state',
  parameters: z.strictObject({}),
  run: async (_parameters, { look }) => {
    const unit = await look();
    const pending = unit.handlers.filter(
      ({ mark, pending: inputs }) => mark?.inputs !== undefined && inputs.length > 0,
    );
    const due = unit.handlers.filter(({ cause }) => cause !== null);
    return {
      // Behind `state` in every listing, and so at the end of the screen.
      text: stateText(unit),
      state: {
        flags: unit.flags.join(' '),
        handlers: byName(unit.handlers, handlerText),
        pending: byName(pending, ({ pending: inputs }) => inputs.join(' ')),
        due: due.map(({ name }) => name).join(' '),
        services: byName(unit.services, serviceText),
        paused: unit.record.paused,
        cordoned: unit.record.cordoned,
        leaving: unit.record.leaving,
        node: unit.record.node ?? '',
        unconfirmed: unit.unconfirmed,
        next: nextSteps(unit).join('\n'),
      },
    };
  },
});

function byName<T extends { readonly name: string }>(each: readonly T[], text: (one: T) => string): ActionResults {
  return Object.fromEntries(each.map((one) => [resultKey(one.name), text(one)]));
}
