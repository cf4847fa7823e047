import type { CharmMetadata } from '../contract.ts';

/** Every hook that Juju knows for a charm with these endpoints and this storage. */
export function knownHooks({ endpoints, storages = {} }: Pick<CharmMetadata, 'endpoints' | 'storages'>): string[] {
  return [
    ...unitHooks,
    ...Object.keys(endpoints).flatMap((name) => relationKinds.map((kind) => `${name}-relation-${kind}`)),
    ...Object.keys(storages).flatMap((name) => storageKinds.map((kind) => `${name}-storage-${kind}`)),
  ];
}

const unitHooks: readonly string[] = [
  'install',
  'start',
  'config-changed',
  'upgrade-charm',
  'stop',
  'remove',
  'update-status',
  'leader-elected',
  'leader-deposed',
  'leader-settings-changed',
  'collect-metrics',
  'meter-status-changed',
  'pre-series-upgrade',
  'post-series-upgrade',
  'secret-changed',
  'secret-expired',
  'secret-remove',
  'secret-rotate',
];
const relationKinds: readonly string[] = ['created', 'joined', 'changed', 'departed', 'broken'];
const storageKinds: readonly string[] = ['attached', 'detaching'];
