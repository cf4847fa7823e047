import { all, done } from '../../engine/engine.ts';
import { desiredSupervision } from '../../workload/supervision.ts';
import { attempt } from '../attempt.ts';
import { driftPaths } from '../drift-paths.ts';
import { handler } from '../words.ts';

/** systemd starts kubelet and kube-proxy again whenever they end, however often, and not only when they fail. */
export const superviseServices = handler({
  name: 'supervise-services',
  when: all('snaps.installed'),
  reads: ['drift.supervision', 'host.release'],
  async run({ inputs, ports }) {
    const content = desiredSupervision(inputs['host.release']);
    for (const path of driftPaths.supervision) await ports.machine.files.write(path, content, { mode: 0o644 });
    // In every run: a hook killed between the write and the reload finds the files as they should be.
    return (await attempt('Reloading systemd', () => ports.machine.systemd.reload())) ?? done();
  },
});
