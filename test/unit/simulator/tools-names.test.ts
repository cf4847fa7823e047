import { describe, expect, it } from 'vitest';
import { jujuFeatures } from '../../../simulator/model/juju-features.ts';
import { toolNamesOf } from '../../../simulator/tools/call-tool.ts';
import { answerIn } from './tools-world.ts';

const everywhere = [
  ...['config-get', 'relation-ids', 'relation-list', 'relation-get', 'relation-set', 'status-get', 'status-set'],
  ...['juju-log', 'open-port', 'close-port', 'opened-ports', 'unit-get', 'network-get', 'is-leader'],
  ...['action-get', 'action-set', 'action-fail', 'action-log', 'resource-get'],
  ...['storage-list', 'storage-get', 'storage-add', 'application-version-set', 'credential-get', 'goal-state'],
  ...['juju-reboot', 'state-get', 'state-set', 'state-delete'],
];
const leader = ['leader-get', 'leader-set'];
const payloads = ['payload-register', 'payload-unregister', 'payload-status-set'];
const secrets = ['add', 'set', 'remove', 'get', 'info-get', 'ids', 'grant', 'revoke'].map((word) => `secret-${word}`);

const tools = {
  '2.9': [...everywhere, ...leader, ...payloads, 'add-metric'],
  '3.6': [...everywhere, ...leader, ...payloads, 'add-metric', ...secrets, 'relation-model-get'],
  '4.0': [...everywhere, ...secrets, 'relation-model-get'],
} as const;

const tracks = ['2.9', '3.6', '4.0'] as const;

describe('the tools of a Juju', () => {
  it.each(tracks)('%s are those that it has, and no other', (track) => {
    expect(toolNamesOf(jujuFeatures[track]).sort()).toEqual([...tools[track]].sort());
  });

  it.each(tracks.flatMap((track) => tools[track].map((name) => [track, name] as const)))(
    '%s have help of their own on standard output: %s',
    async (juju, name) => {
      for (const word of ['--help', '-h']) {
        const answer = await answerIn(`${name} ${word}`, { juju, in: 'action' });
        expect(answer).toMatchObject({ exitCode: 0, stderr: '' });
        expect(answer.stdout).toMatch(new RegExp(`^Usage: ${name}\\b.*\n\nSummary:\n.+`, 'u'));
      }
    },
  );

  it('that are not there do not answer', async () => {
    const answer = await answerIn('secret-ids', { juju: '2.9' });
    expect(answer).toEqual({ exitCode: 1, stdout: '', stderr: 'ERROR bad request: unknown command "secret-ids"\n' });
  });
});

describe('help', () => {
  it('tells the options with what they stand for', async () => {
    const { stdout } = await answerIn('config-get --help');
    expect(stdout).toBe(
      [
        'Usage: config-get [options] [<key>]',
        '',
        'Summary:',
        "Print the application's configuration, as it was when the hook began.",
        '',
        'Options:',
        '-a, --all (= false)',
        '    Print all options, those without a value too',
        '--format (= smart)',
        '    Specify output format (json|smart|yaml)',
        '-o, --output (= "")',
        '    Specify an output file',
        '',
      ].join('\n'),
    );
  });

  it('comes before anything that is wrong behind it, and after what is wrong before it', async () => {
    expect(await answerIn('relation-get -r 77 --help')).toMatchObject({ exitCode: 2, stdout: '' });
    expect(await answerIn('relation-get --help -r 77')).toMatchObject({ exitCode: 0, stderr: '' });
  });
});
