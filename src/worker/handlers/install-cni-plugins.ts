import { always, blocked, done } from '../../engine/engine.ts';
import { unpackCniPlugins } from '../../workload/cni-archive.ts';
import { handler } from '../words.ts';

/**
 * `loopback` of the CNI resource is in /opt/cni/bin, and so is each other plugin of it that nobody put there before:
 * the CNI subordinate brings its own.
 */
export const installCniPlugins = handler({
  name: 'install-cni-plugins',
  when: always(),
  reads: ['resource.cni', 'host.architecture', 'drift.cni'],
  sets: ['cni-plugins.installed'],
  async run({ inputs, ports }) {
    const resource = inputs['resource.cni'];
    const name = `cni-${inputs['host.architecture']}`;
    const attach = `juju attach-resource ${ports.app} ${name}=cni.tgz`;
    if (resource === null) {
      return blocked(`Missing cni resource. (${name}, or cni-plugins)`, attach, { about: 'resource' });
    }
    if (resource.sizeBytes < smallestArchiveBytes) {
      return blocked(
        `Incomplete cni resource. (${name} has ${resource.sizeBytes} bytes, at least ${smallestArchiveBytes} are expected)`,
        attach,
        { about: 'resource' },
      );
    }
    const bytes = await ports.jujuFiles.readBytes(resource.path);
    const plugins = bytes === null ? null : await unpackCniPlugins(bytes);
    if (plugins === null || !plugins.ok) {
      const problem = plugins === null ? 'the file has gone' : plugins.error.problem;
      return blocked(`Invalid cni resource. (${name}: ${problem})`, attach, { about: 'resource' });
    }
    const { files } = ports.machine;
    const ours = new Set(ports.record.now().files);
    for (const [plugin, content] of plugins.value) {
      const path = `/opt/cni/bin/${plugin}`;
      const isTheirs = plugin !== 'loopback' && !ours.has(path) && (await files.stat(path)) !== null;
      if (isTheirs) continue;
      if (!ours.has(path)) await ports.record.record((was) => ({ ...was, files: [...was.files, path].sort() }));
      await files.write(path, content, { mode: 0o755 });
    }
    return done({ sets: ['cni-plugins.installed'] });
  },
});

/** What the original took for the least that a whole archive has. */
const smallestArchiveBytes = 1_000_000;
