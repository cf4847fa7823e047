import { recordsAt, timeText } from '../objects.ts';
import type { KubernetesObject } from '../objects.ts';

/** What a condition says. */
export interface Condition {
  readonly type: string;
  readonly isTrue: boolean;
  readonly reason?: string;
  readonly message?: string;
}

/** The conditions of an object's status; one keeps the time of its last transition while its status stays. */
export function conditionsOf(object: KubernetesObject, wanted: readonly Condition[], now: number): readonly object[] {
  const old = recordsAt(object, 'status', 'conditions');
  return wanted.map(({ type, isTrue, reason, message }) => {
    const status = isTrue ? 'True' : 'False';
    const same = old.find((each) => each['type'] === type && each['status'] === status);
    const lastTransitionTime = same?.['lastTransitionTime'] ?? timeText(now);
    return {
      type,
      status,
      lastTransitionTime,
      ...(reason === undefined ? {} : { reason }),
      ...(message === undefined ? {} : { message }),
    };
  });
}
