import { describe, expect, it } from 'vitest';
import { chooseBase } from '../../../simulator/charm/charm-base.ts';
import type { BaseChoice } from '../../../simulator/charm/charm-base.ts';
import { jujuFeatures } from '../../../simulator/model/juju-features.ts';
import type { JujuTrack } from '../../../simulator/model/juju-features.ts';
import { refusal } from './charm-files.ts';

const bases = (...releases: readonly string[]) =>
  releases.map((release) => ({ name: 'ubuntu', channel: `${release}/stable`, architectures: [] }));
const choice = (juju: JujuTrack, metadata: Omit<BaseChoice['metadata'], 'name'>, more: Partial<BaseChoice> = {}) => ({
  metadata: { name: 'tiny', ...metadata },
  wanted: null,
  modelDefault: null,
  features: jujuFeatures[juju],
  ...more,
});

describe('the series of an application', () => {
  it.each<[string, BaseChoice, string]>([
    ['the wanted series', choice('2.9', { series: ['focal', 'jammy'] }, { wanted: 'jammy' }), 'jammy'],
    ['the wanted base', choice('3.6', { bases: bases('20.04', '22.04') }, { wanted: 'ubuntu@22.04/stable' }), 'jammy'],
    [
      "the wanted one before the model's",
      choice('2.9', { series: ['focal', 'jammy'] }, { wanted: 'jammy', modelDefault: 'focal' }),
      'jammy',
    ],
    [
      "the model's before Juju's",
      choice('3.6', { bases: bases('22.04', '24.04') }, { modelDefault: 'ubuntu@22.04' }),
      'jammy',
    ],
    ["Juju's where the charm has it", choice('2.9', { series: ['jammy', 'focal'] }), 'focal'],
    ["a later Juju's where the charm has it", choice('4.0', { bases: bases('22.04', '24.04') }), 'noble'],
    ["else the charm's first", choice('4.0', { bases: bases('18.04', '20.04') }), 'bionic'],
    ['the series of bases under 2.9', choice('2.9', { bases: bases('22.04') }, { wanted: 'jammy' }), 'jammy'],
    ['the series of an older charm under 3.6', choice('3.6', { series: ['bionic'] }), 'bionic'],
    ['what is asked for of a charm without series', choice('2.9', {}, { wanted: 'xenial' }), 'xenial'],
    ['a forced one', choice('3.6', { bases: bases('22.04') }, { wanted: 'focal', isForced: true }), 'focal'],
    ["a stand-in's as wanted", choice('4.0', {}, { wanted: 'bionic', isStandIn: true }), 'bionic'],
    ["a stand-in's as Juju likes it", choice('4.0', {}, { isStandIn: true }), 'noble'],
  ])('is %s', (_, given, series) => {
    expect(chooseBase(given)).toBe(series);
  });

  it.each<[string, BaseChoice, string]>([
    [
      'the charm has not, by series',
      choice('2.9', { series: ['focal', 'jammy'] }, { wanted: 'bionic' }),
      'series "bionic" not supported by charm, supported series are: focal, jammy',
    ],
    [
      'the charm has not, by base',
      choice('3.6', { bases: bases('22.04') }, { wanted: 'ubuntu@18.04' }),
      'base "ubuntu@18.04" not supported by charm, the charm supported bases are: ubuntu@22.04',
    ],
    [
      'the charm has not, forced under 4.0',
      choice('4.0', { bases: bases('22.04', '24.04') }, { wanted: 'ubuntu@18.04', isForced: true }),
      'base "ubuntu@18.04" not supported by charm, the charm supported bases are: ubuntu@22.04, ubuntu@24.04',
    ],
    [
      'the charm has not, by the model',
      choice('3.6', { bases: bases('22.04') }, { modelDefault: 'ubuntu@20.04' }),
      'base "ubuntu@20.04" not supported by charm, the charm supported bases are: ubuntu@22.04',
    ],
    ['nobody names, with bases', choice('3.6', {}), 'charm does not define any bases, not valid'],
    [
      'is in older words alone, under 4.0',
      choice('4.0', { series: ['jammy'] }),
      'charm does not define any bases, not valid',
    ],
    ['nobody names, with series', choice('2.9', {}), 'series not specified and charm does not define any'],
    [
      'no machine here has',
      choice('2.9', { series: ['trusty'] }),
      'tiny: no machine here can have "trusty": there are xenial, bionic, focal, jammy and noble',
    ],
  ])('is refused when it is one that %s', (_, given, problem) => {
    expect(refusal(() => chooseBase(given))).toBe(problem);
  });
});
