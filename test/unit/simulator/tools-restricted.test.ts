import { describe } from 'vitest';
import { failure, itAnswers, usage } from './tools-rows.ts';
import type { Row } from './tools-rows.ts';

describe('restricted hooks', () => {
  const refused = failure('not implemented for restricted context not implemented');
  itAnswers(
    ['collect-metrics', 'meter-status-changed'].flatMap((hook): Row[] =>
      [
        ...['config-get', 'relation-ids db', 'relation-get -r 9 - server/0', 'relation-set -r 9 a=1', 'status-get'],
        ...['status-set active', 'open-port 80', 'opened-ports', 'unit-get private-address', 'network-get db'],
        ...['leader-get', 'leader-set a=1', 'resource-get snap', 'storage-list', 'storage-add data'],
        ...['application-version-set 1', 'goal-state', 'juju-reboot', 'state-get', 'state-set a=1', 'action-get'],
      ].map((line): Row => [line, refused, { in: hook }]),
    ),
  );
  itAnswers([
    ['config-get a b', usage('unrecognized args: ["b"]'), { in: 'collect-metrics' }],
    ['add-metric users=3', '', { in: 'collect-metrics' }],
    ['add-metric -l zone=a,rack=2 users=3.5 load=1e3', '', { in: 'collect-metrics', juju: '3.6' }],
    ['add-metric users=3', refused, { in: 'meter-status-changed' }],
  ]);
});

describe('add-metric', () => {
  itAnswers([
    ['add-metric users=3', failure('cannot record metric: metrics not allowed in this context')],
    ['add-metric users=3', failure('cannot record metric: metrics not allowed in this context'), { in: 'action' }],
    ['add-metric', usage('no metrics specified')],
    ['add-metric users', usage('expected "key=value", got "users"')],
    ['add-metric users=many', usage('invalid value type: expected float, got "many"')],
    ['add-metric -l zone users=3', usage('expected "key=value", got "zone"')],
  ]);
});
