// Makes hooks/ and actions/ hold one link to hooks/run for every hook and action that the charm answers
// (test/contract/hooks.test.ts and actions.test.ts hold them against metadata.yaml and actions.yaml).
import { mkdirSync, readFileSync, symlinkSync, readdirSync, rmSync } from 'node:fs';
import { parse } from 'yaml';

const metadata = parse(readFileSync('metadata.yaml', 'utf8'));
/** Endpoints that the charm acts on; the others are declared for the bundles that relate them. */
const served = ['certificates', 'cni', 'dockerhost', 'kube-api-endpoint', 'kube-control', 'sdn-plugin'];
const unit = ['install', 'config-changed', 'start', 'upgrade-charm', 'update-status', 'stop'];
const relation = served
  .filter((name) => metadata.provides[name] ?? metadata.requires[name])
  .flatMap((name) => ['joined', 'changed', 'departed', 'broken'].map((event) => `${name}-relation-${event}`));

for (const name of readdirSync('hooks')) if (name !== 'run') rmSync(`hooks/${name}`);
for (const name of [...unit, ...relation]) symlinkSync('run', `hooks/${name}`);

mkdirSync('actions', { recursive: true });
for (const name of readdirSync('actions')) rmSync(`actions/${name}`);
const actions = parse(readFileSync('actions.yaml', 'utf8'));
for (const name of Object.keys(actions)) symlinkSync('../hooks/run', `actions/${name}`);
