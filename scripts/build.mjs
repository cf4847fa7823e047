// Builds the charm into build/charm and the simulator into build/simulator.
import { build } from 'esbuild';
import { createHash } from 'node:crypto';
import { cp, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const project = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const charm = path.join(project, 'build/charm');
const shipped = [
  ...['metadata.yaml', 'config.yaml', 'actions.yaml', 'manifest.yaml', 'LICENSE'],
  ...['hooks', 'actions', 'templates'],
];

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
await buildPage();
await rm(charm, { recursive: true, force: true });
await rename(making, charm);

/** The page of a model as one file that needs no other; its policy lets run only what is in it. */
async function buildPage() {
  const { outputFiles } = await build({
    bundle: true,
    platform: 'browser',
    format: 'iife',
    target: 'es2022',
    charset: 'utf8',
    minify: true,
    legalComments: 'inline',
    absWorkingDir: project,
    logLevel: 'warning',
    write: false,
    outdir: 'page',
    entryPoints: ['simulator/page/browser/main.ts', 'simulator/page/browser/page.css'],
  });
  const text = (ending) => outputFiles.find(({ path: file }) => file.endsWith(ending)).text;
  const [script, styles] = [text('.js'), text('.css')];
  const digest = (content) => `'sha256-${createHash('sha256').update(content).digest('base64')}'`;
  const policy = [
    "default-src 'none'",
    `script-src ${digest(script)}`,
    `style-src ${digest(styles)}`,
    'img-src data:',
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  const parts = {
    POLICY: policy,
    // Under the name by which cytoscape would look for styles of its own, which the policy refuses.
    '<!-- STYLES -->': `<style id="__________cytoscape_stylesheet">${styles}</style>`,
    '<!-- CONTENT -->': '<script id="content" type="application/json">null</script>',
    '<!-- SCRIPT -->': `<script>${script}</script>`,
  };
  let html = await readFile(path.join(project, 'simulator/page/browser/page.html'), 'utf8');
  for (const [place, content] of Object.entries(parts)) html = html.replace(place, () => content);
  await writeFile(path.join(project, 'build/simulator/page.html'), html);
}
