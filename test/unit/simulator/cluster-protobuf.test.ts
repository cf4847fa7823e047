import { describe, expect, it } from 'vitest';
import { decodeProtobuf } from '../../../simulator/cluster/protobuf/decode.ts';
import { aCluster, paths } from './a-cluster.ts';

/** A field of a message: a number, a text, or the fields of a message inside. */
type Value = number | string | readonly (readonly [number, Value])[];

function bytesOf(fields: readonly (readonly [number, Value])[]): Buffer {
  return Buffer.concat(
    fields.map(([number, value]) => {
      if (typeof value === 'number') return Buffer.from([number * 8, value]);
      const inner = typeof value === 'string' ? Buffer.from(value) : bytesOf(value);
      return Buffer.concat([Buffer.from([number * 8 + 2, inner.length]), inner]);
    }),
  );
}

function body(apiVersion: string, kind: string, fields: readonly (readonly [number, Value])[]): Buffer {
  const type = [
    [1, apiVersion],
    [2, kind],
  ] as const;
  const envelope = Buffer.concat([bytesOf([[1, type]]), bytesOf([[2, fields]])]);
  return Buffer.concat([Buffer.from('k8s\0'), envelope]);
}

/** As kubectl writes it: with the empty texts of what was not set. */
const named = (name: string): readonly [number, Value] => [
  1,
  [
    [1, name],
    [2, ''],
    [3, ''],
    [4, ''],
    [8, []],
  ],
];

describe('a body of protobuf', () => {
  it.each([
    [
      'v1',
      'ConfigMap',
      [
        named('c'),
        [
          2,
          [
            [1, 'a'],
            [2, '1'],
          ],
        ],
        [
          2,
          [
            [1, 'b'],
            [2, ''],
          ],
        ],
        [4, 1],
      ],
      { metadata: { name: 'c' }, data: { a: '1', b: '' }, immutable: true },
    ],
    [
      'v1',
      'Secret',
      [
        named('s'),
        [
          2,
          [
            [1, 'p'],
            [2, 'hunter2'],
          ],
        ],
        [3, 'Opaque'],
      ],
      { metadata: { name: 's' }, data: { p: 'aHVudGVyMg==' }, type: 'Opaque' },
    ],
    [
      'rbac.authorization.k8s.io/v1',
      'ClusterRoleBinding',
      [
        named('b'),
        [
          2,
          [
            [1, 'User'],
            [3, 'bob'],
          ],
        ],
        [
          2,
          [
            [1, 'User'],
            [3, 'eve'],
          ],
        ],
        [
          3,
          [
            [2, 'ClusterRole'],
            [3, 'r'],
          ],
        ],
      ],
      {
        metadata: { name: 'b' },
        subjects: [
          { kind: 'User', name: 'bob' },
          { kind: 'User', name: 'eve' },
        ],
        roleRef: { kind: 'ClusterRole', name: 'r' },
      },
    ],
    [
      'policy/v1',
      'PodDisruptionBudget',
      [
        named('p'),
        [
          2,
          [
            [
              1,
              [
                [1, 0],
                [2, 2],
              ],
            ],
            [
              3,
              [
                [1, 1],
                [3, '50%'],
              ],
            ],
          ],
        ],
      ],
      { metadata: { name: 'p' }, spec: { minAvailable: 2, maxUnavailable: '50%' } },
    ],
  ] as const)('of %s %s is read as JSON has it', (apiVersion, kind, fields, object) => {
    expect(decodeProtobuf(body(apiVersion, kind, fields))).toEqual({ apiVersion, kind, ...object });
  });

  it.each([
    ['of another kind', body('v1', 'Pod', [named('p')])],
    ['that ends too soon', body('v1', 'ConfigMap', [named('c')]).subarray(0, 24)],
    ['that is none', Buffer.from('{}')],
  ])('%s is refused', (_what, bytes) => {
    expect(decodeProtobuf(bytes)).toBeNull();
    const { cluster } = aCluster();
    const contentType = 'application/vnd.kubernetes.protobuf';
    const request = { method: 'POST', path: paths.configMaps, token: 'admin', body: bytes, contentType } as const;
    expect(cluster.answer(request)).toMatchObject({ status: 415, body: { reason: 'UnsupportedMediaType' } });
  });

  it('is stored like any other', () => {
    const { cluster, ask } = aCluster();
    const contentType = 'application/vnd.kubernetes.protobuf';
    const bytes = body('v1', 'ConfigMap', [
      named('c'),
      [
        2,
        [
          [1, 'a'],
          [2, '1'],
        ],
      ],
    ]);
    const request = { method: 'POST', path: paths.configMaps, token: 'admin', body: bytes, contentType } as const;
    expect(cluster.answer(request).status).toBe(201);
    expect(ask('GET', `${paths.configMaps}/c`).body).toMatchObject({ data: { a: '1' } });
  });
});
