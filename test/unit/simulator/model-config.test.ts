import { describe, expect, it } from 'vitest';
import { goDuration, parseGoDuration } from '../../../simulator/model/go-duration.ts';
import {
  modelConfigOf,
  resetModelConfig,
  setModelConfig,
  updateStatusSeconds,
} from '../../../simulator/model/model-config.ts';
import { emptyModel } from '../../../simulator/model/model.ts';

describe('settings of a model', () => {
  it('have their defaults until they are set, and again when they are reset', () => {
    const model = emptyModel('default');
    setModelConfig(model, { 'automatically-retry-hooks': 'False', 'http-proxy': 'http://p' });
    const set = modelConfigOf(model);
    expect(set['automatically-retry-hooks']).toEqual({ value: false, source: 'model' });
    expect(set['http-proxy']).toEqual({ value: 'http://p', source: 'model' });
    expect(set['juju-no-proxy']).toEqual({ value: '127.0.0.1,localhost,::1', source: 'default' });
    resetModelConfig(model, ['http-proxy']);
    expect(modelConfigOf(model)['http-proxy']).toEqual({ value: '', source: 'default' });
  });

  it.each([
    { juju: '2.9', has: ['default-series', 'transmit-vendor-metrics'], lacks: ['default-base'] },
    { juju: '3.6', has: ['default-base', 'default-series'], lacks: [] },
    { juju: '4.0', has: ['default-base'], lacks: ['default-series', 'transmit-vendor-metrics'] },
  ] as const)('are $has and others, without $lacks, in Juju $juju', ({ juju, has, lacks }) => {
    const keys = Object.keys(modelConfigOf(emptyModel('default', juju)));
    expect(keys).toEqual([...keys].sort());
    expect(keys).toEqual(expect.arrayContaining([...has]));
    for (const key of lacks) expect(keys).not.toContain(key);
  });

  it.each([
    ['no-such-key', 'x', 'key "no-such-key" is not defined in the current model configuration: possible misspelling'],
    ['agent-version', '2.9.1', '"agent-version" must be set via "upgrade-model"'],
    ['test-mode', 'maybe', 'test-mode: expected bool, got string("maybe")'],
    ['net-bond-reconfigure-delay', 'x', 'net-bond-reconfigure-delay: expected number, got string("x")'],
    ['update-status-hook-interval', 'soon', 'invalid update status hook interval in model configuration'],
    ['update-status-hook-interval', '10s', 'update status frequency 10s cannot be less than 1m0s'],
    ['update-status-hook-interval', '90m', 'update status frequency 1h30m0s cannot be greater than 1h0m0s'],
  ])('%s=%s is refused, and nothing else is set with it', (key, value, message) => {
    const model = emptyModel('default');
    expect(() => setModelConfig(model, { development: 'true', [key]: value })).toThrow(message);
    expect(model.config).toEqual({});
  });

  it('tell how often update-status runs', () => {
    const model = emptyModel('default');
    expect(updateStatusSeconds(model)).toBe(300);
    setModelConfig(model, { 'update-status-hook-interval': '2m30s' });
    expect(updateStatusSeconds(model)).toBe(150);
  });
});

describe('durations', () => {
  it.each([
    ['5m', 300],
    ['1h30m', 5400],
    ['1.5s', 1.5],
    ['250ms', 0.25],
    ['0', 0],
    ['', null],
    ['5', null],
    ['5 m', null],
    ['m', null],
  ])('%s is %s seconds', (text, seconds) => {
    expect(parseGoDuration(text)).toBe(seconds);
  });

  it.each([
    [0, '0s'],
    [59, '59s'],
    [60, '1m0s'],
    [5400, '1h30m0s'],
  ])('%s seconds are written as %s', (seconds, text) => {
    expect(goDuration(seconds)).toBe(text);
  });
});
