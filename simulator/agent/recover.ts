import type { Model } from '../model/model.ts';

/** What ran when the simulator went away is run again. */
export function recoverInterrupted(model: Model, now: number): void {
  for (const unit of Object.values(model.units)) {
    if (unit.running === null) continue;
    unit.queued = unit.running;
    unit.running = null;
    unit.failed = null;
    unit.agentStatus = { status: 'idle', message: '', since: now };
  }
}
