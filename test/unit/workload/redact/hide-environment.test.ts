import { describe, expect, it } from 'vitest';
import { withoutEnvironment } from '../../../../src/workload/redact/hide-environment.ts';

const pod = {
  kind: 'PodList',
  items: [
    {
      metadata: {
        name: 'web',
        annotations: { 'kubectl.kubernetes.io/last-applied-configuration': '{"env":"hunter2"}', other: 'stays' },
      },
      spec: {
        containers: [
          {
            name: 'web',
            args: ['--v=2'],
            env: [
              { name: 'DB', value: 'hunter2' },
              { name: 'REF', valueFrom: { secretKeyRef: { name: 'db', key: 'password' } } },
            ],
          },
        ],
        tolerations: [{ key: 'a', value: 'b' }],
      },
    },
  ],
};
const asDumped = (value: unknown) => JSON.stringify(value, null, 4);

describe('a dump of a cluster', () => {
  it('names the variables of a pod, says where they come from, and nothing of their values', () => {
    const shown = withoutEnvironment(`${asDumped(pod)}\n`);
    expect(shown).not.toContain('hunter2');
    const [item] = pod.items;
    expect(JSON.parse(shown)).toEqual({
      ...pod,
      items: [
        {
          metadata: {
            name: 'web',
            annotations: { 'kubectl.kubernetes.io/last-applied-configuration': '***', other: 'stays' },
          },
          spec: {
            containers: [
              {
                ...item?.spec.containers[0],
                env: [{ name: 'DB', value: '***' }, item?.spec.containers[0]?.env[1]],
              },
            ],
            tolerations: [{ key: 'a', value: 'b' }],
          },
        },
      ],
    });
  });

  it('keeps logs as they are, whatever they look like, and what follows them', () => {
    const log = [
      '==== START logs for container web of pod default/web ====',
      '{',
      'no json',
      '==== END logs for web ====',
    ];
    const shown = withoutEnvironment([asDumped({ kind: 'NodeList' }), ...log, asDumped(pod)].join('\n'));
    expect(shown.split('\n').slice(3, 7)).toEqual(log);
    expect(shown).toContain('"name": "DB"');
    expect(shown).not.toContain('hunter2');
  });

  it('has nothing of a document that kubectl did not finish', () => {
    const whole = asDumped(pod);
    const shown = withoutEnvironment(`{\n}\n${whole.slice(0, whole.indexOf('hunter2"') + 5)}`);
    expect(shown).toBe('{}\n(a document that could not be read was left out)');
  });
});

describe('described pods', () => {
  it('name the variables of their containers, and nothing of their values', () => {
    const described = [
      'Name:         web',
      'Containers:',
      '  web:',
      '    Environment:',
      '      DB:    hunter2 and more',
      '      LINES:  a',
      '             hunter2',
      "      REF:   <set to the key 'password' in secret 'db'>  Optional: false",
      '      POD:    (v1:metadata.name)',
      '      EMPTY:',
      '    Mounts:',
      '      /var/run from default-token (ro)',
      '    Environment:  <none>',
      '    Mounts:',
      '',
    ];
    const shown = withoutEnvironment(described.join('\n')).split('\n');
    expect(shown.slice(0, 6)).toEqual([...described.slice(0, 4), '      DB:  ***', '      LINES:  ***']);
    expect(shown[6]).toBe('***');
    expect(shown.slice(7)).toEqual(described.slice(7));
  });

  it('have nothing of a value with empty lines, or with lines like names', () => {
    const described = [
      '    Environment:',
      '      NOTE:  first',
      '',
      '             hunter2',
      '             hunter3:',
      '      POD:   (v1:metadata.name)',
      '    Mounts:',
      '',
      'Name:         next',
    ];
    expect(withoutEnvironment(described.join('\n')).split('\n')).toEqual([
      '    Environment:',
      '      NOTE:  ***',
      '',
      '***',
      '***',
      ...described.slice(5),
    ]);
  });
});
