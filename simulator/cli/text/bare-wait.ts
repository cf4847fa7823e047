/**
 * The arguments with a `--wait` that has no value marked as such.
 *
 * In Juju 2.9 the time of `--wait` can only follow after `=`: `run-action --wait etcd/0 backup` waits without limit.
 */
export function withBareWait(argv: readonly string[]): string[] {
  const isOld = argv.some((arg) => commands.includes(arg));
  const end = argv.indexOf('--');
  return argv.map((arg, index) => (isOld && arg === '--wait' && (end < 0 || index < end) ? '--wait=' : arg));
}

const commands = ['run-action', 'show-action-output'];
