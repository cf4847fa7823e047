import type { Model } from '../model/model.ts';

/** The model's own time: it goes with the host's while the model is open, stands still while it is not, and can be moved on. */
export interface Clock {
  /** Whole seconds since the epoch. */
  readonly now: () => number;
  readonly moveOn: (seconds: number) => void;
  /** The model holds the time of this moment. */
  readonly keep: () => void;
}

/** The clock of an open model; it goes on from where the model was saved. */
export function startClock(model: Model, hostSeconds: () => number): Clock {
  let startedAt = hostSeconds();
  const keep = () => {
    const at = hostSeconds();
    model.clockSeconds += at - startedAt;
    startedAt = at;
  };
  return {
    now: () => Math.floor(model.clockSeconds + hostSeconds() - startedAt),
    moveOn: (seconds) => {
      model.clockSeconds += seconds;
    },
    keep,
  };
}
