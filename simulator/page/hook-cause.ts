/** What a line of the history says of what was run. */
export interface HookNamed {
  readonly hook: string;
  readonly kind: 'action' | 'exec' | 'hook';
  readonly relation?: string | undefined;
  readonly remoteUnit?: string | undefined;
  readonly cause?: string | undefined;
}

/** Why Juju ran it: what the history says, else what the hook's name tells. */
export function hookCause({ hook, kind, relation, remoteUnit, cause }: HookNamed): string {
  if (cause !== undefined && cause !== '') return cause;
  if (kind === 'action') return 'an operator ran this action';
  if (kind === 'exec') return 'an operator ran this command';
  const verb = /-(?:relation|storage|pebble)-(\w+)$|^secret-(\w+)$/.exec(hook);
  if (hook.includes('-relation-')) {
    const who = remoteUnit ?? 'the other application';
    const where = relation ?? hook.replace(/-relation-\w+$/, '');
    switch (verb?.[1]) {
      case 'created':
        return `the relation ${where} was made`;
      case 'joined':
        return `${who} entered ${where}`;
      case 'changed':
        return `${who} set data on ${where}, or has just joined`;
      case 'departed':
        return `${who} leaves ${where}`;
      case 'broken':
        return `the relation ${where} ends`;
      default:
        return `something happened on ${where}`;
    }
  }
  return byName[hook] ?? '';
}

const byName: Readonly<Record<string, string>> = {
  install: 'the unit is on its machine',
  'leader-elected': 'this unit leads its application',
  'leader-settings-changed': 'the leader set data for its peers',
  'config-changed': 'the unit starts, or options, addresses or trust changed',
  start: 'the unit is installed, or its machine was rebooted',
  'upgrade-charm': 'the charm or one of its resources was replaced',
  'update-status': 'it is due at regular times',
  'collect-metrics': 'it is due at regular times',
  stop: 'the unit is removed',
  remove: 'the unit is removed',
  'secret-changed': 'a secret that the unit reads has a new revision',
  'secret-rotate': 'a secret that the unit owns is due for rotation',
  'secret-expired': 'a revision of a secret that the unit owns has expired',
  'secret-remove': 'nobody reads a revision of a secret that the unit owns any more',
  'pre-series-upgrade': 'an operator upgrades the machine',
  'post-series-upgrade': 'an operator upgraded the machine',
};
