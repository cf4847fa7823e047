import { describe, expect, it } from 'vitest';
import { labelSelectorSchema, selects } from '../../../src/workload/label-selector.ts';

const labels = { app: 'web', tier: 'front' };

describe('a label selector', () => {
  it.each<[object, boolean]>([
    [{}, true],
    [{ matchLabels: { app: 'web' } }, true],
    [{ matchLabels: { app: 'web', tier: 'back' } }, false],
    [{ matchLabels: { rack: '7' } }, false],
    [{ matchExpressions: [{ key: 'app', operator: 'In', values: ['db', 'web'] }] }, true],
    [{ matchExpressions: [{ key: 'rack', operator: 'In', values: ['7'] }] }, false],
    [{ matchExpressions: [{ key: 'app', operator: 'NotIn', values: ['web'] }] }, false],
    [{ matchExpressions: [{ key: 'rack', operator: 'NotIn', values: ['7'] }] }, true],
    [{ matchExpressions: [{ key: 'tier', operator: 'Exists' }] }, true],
    [{ matchExpressions: [{ key: 'rack', operator: 'Exists' }] }, false],
    [{ matchExpressions: [{ key: 'rack', operator: 'DoesNotExist' }] }, true],
    [{ matchExpressions: [{ key: 'tier', operator: 'DoesNotExist' }] }, false],
    [{ matchExpressions: [{ key: 'app', operator: 'Like', values: ['w*'] }] }, false],
    [{ matchLabels: { app: 'web' }, matchExpressions: [{ key: 'rack', operator: 'Exists' }] }, false],
  ])('%j selects a pod of app=web and tier=front: %s', (selector, isSelected) => {
    expect(selects(labelSelectorSchema.parse(selector), labels)).toBe(isSelected);
  });
});
