// Builds the charm into build/charm and the simulator into build/simulator.
import { build } from 'esbuild';
import { cp, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const project = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const charm = path.join(project, 'build/charm');
const shipped = ['metadata.yaml', 'config.yaml', 'actions.yaml', 'manifest.yaml', 'LICENSE', 'hooks', 'templates'];

// Made beside and put in place at the end, so that nobody finds half a charm.
const making = path.join(project, `build/.charm-${process.pid}`);
await mkdir(path.join(making, 'dist'), { recursive: true });
for (const name of shipped) {
  await cp(path.join(project, name), path.join(making, name), { recursive: true, verbatimSymlinks: true });
}
const { version } = JSON.parse(await readFile(path.join(project, 'package.json'), 'utf8'));
await writeFile(path.join(making, 'version'), `${version}\n`);

const common = { bundle: true, platform: 'node', legalComments: 'none', absWorkingDir: project, logLevel: 'warning' };
await build({
  ...common,
  entryPoints: ['src/main.ts'],
  outfile: path.join(making, 'dist/main.cjs'),
  format: 'cjs',
  target: 'node16.17',
  minifySyntax: true,
});
await build({
  ...common,
  entryPoints: ['simulator/main.ts'],
  outfile: path.join(project, 'build/simulator/juju.mjs'),
  format: 'esm',
  target: 'node20',
  banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
});
await rm(charm, { recursive: true, force: true });
await rename(making, charm);
