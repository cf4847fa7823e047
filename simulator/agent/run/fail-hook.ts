import { retriesHooks } from '../../model/model-config.ts';
import type { HookInfo, Model, Unit } from '../../model/model.ts';

/**
 * The unit is in error on the hook, and it is known when Juju tries again.
 *
 * After 5 seconds, then twice as long each time, at most 5 minutes; Juju's jitter of 3 % is left out.
 */
export function failHook(model: Model, unit: Unit, hook: HookInfo, now: number): void {
  const attempts = (unit.failed?.attempts ?? 0) + 1;
  const retryAt = retriesHooks(model) ? now + Math.min(300, 5 * 2 ** (attempts - 1)) : null;
  unit.failed = { hook, attempts, retryAt };
  unit.queued = null;
  const { name, relation } = hook;
  const remoteUnit = relation?.remoteUnit ?? null;
  unit.agentStatus = {
    status: 'error',
    message: `hook failed: "${hook.storage === undefined ? name : (/storage-\w+$/u.exec(name)?.[0] ?? name)}"`,
    since: now,
    data: {
      hook: name,
      ...(relation === null ? {} : { 'relation-id': relation.id }),
      ...(remoteUnit === null ? {} : { 'remote-unit': remoteUnit }),
    },
  };
}
