import type { Files } from '../../host/host.ts';
import { readDockerUnit } from '../../workload/dockerd/unit.ts';
import type { DockerUnit, UnitText } from '../../workload/dockerd/unit.ts';

/** How docker.service of this machine starts dockerd without the drop-in `ours`. */
export async function inspectDockerUnit(files: Files, ours: string): Promise<DockerUnit> {
  const ourName = ours.slice(ours.lastIndexOf('/') + 1);
  const dropIns = await dropInsOf(files);
  return readDockerUnit({
    unit: await firstOf(
      files,
      folders.map((folder) => `${folder}/docker.service`),
    ),
    before: dropIns.filter(({ name }) => name < ourName).map(({ file }) => file),
    after: dropIns.filter(({ name }) => name > ourName).map(({ file }) => file),
  });
}

/** In the order in which systemd reads them: by name, and of two with the same name the one in the better folder. */
async function dropInsOf(files: Files): Promise<readonly { readonly name: string; readonly file: UnitText }[]> {
  const paths = new Map<string, string>();
  for (const folder of folders.map((each) => `${each}/docker.service.d`)) {
    for (const name of (await files.list(folder)) ?? []) {
      if (name.endsWith('.conf') && !paths.has(name)) paths.set(name, `${folder}/${name}`);
    }
  }
  const found: { name: string; file: UnitText }[] = [];
  for (const [name, path] of [...paths].sort(([a], [b]) => (a < b ? -1 : 1))) {
    found.push({ name, file: { path, text: (await files.readText(path)) ?? '' } });
  }
  return found;
}

async function firstOf(files: Files, paths: readonly string[]): Promise<UnitText | null> {
  for (const path of paths) {
    const text = await files.readText(path);
    if (text !== null) return { path, text };
  }
  return null;
}

/** Where systemd looks, the best first. */
const folders: readonly string[] = [
  '/etc/systemd/system',
  '/run/systemd/system',
  '/usr/lib/systemd/system',
  '/lib/systemd/system',
];
