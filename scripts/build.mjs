// Builds the charm into build/charm and the simulator into build/simulator.
import { build } from 'esbuild';
import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const project = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const charm = path.join(project, 'build/charm');
const shipped = ['metadata.yaml', 'config.yaml', 'actions.yaml', 'manifest.yaml', 'LICENSE', 'hooks', 'templates'];

await rm(charm, { recursive: true, force: true });
await mkdir(path.join(charm, 'dist'), { recursive: true });
for (const name of shipped) {
  await cp(path.join(project, name), path.join(charm, name), { recursive: true, verbatimSymlinks: true });
}

const common = { bundle: true, platform: 'node', legalComments: 'none', absWorkingDir: project, logLevel: 'warning' };
await build({
  ...common,
  entryPoints: ['src/main.ts'],
  outfile: path.join(charm, 'dist/main.cjs'),
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
await writeFile(path.join(charm, 'version'), `${process.env['npm_package_version'] ?? '0.1.0'}\n`);
