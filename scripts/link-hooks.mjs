// Makes hooks/ hold one link to hooks/run for every hook that the charm answers (test/contract/hooks.test.ts holds them against metadata.yaml).
import { readFileSync, symlinkSync, readdirSync, rmSync } from 'node:fs';
import { parse } from 'yaml';

const metadata = parse(readFileSync('metadata.yaml', 'utf8'));
/** Endpoints that the charm acts on; the others are declared for the bundles that relate them. */
const served = ['certificates', 'cni', 'kube-api-endpoint', 'kube-control'];
const unit = ['install', 'config-changed', 'start', 'upgrade-charm', 'update-status', 'stop'];
const relation = served
  .filter((name) => metadata.provides[name] ?? metadata.requires[name])
  .flatMap((name) => ['joined', 'changed', 'departed', 'broken'].map((event) => `${name}-relation-${event}`));

for (const name of readdirSync('hooks')) if (name !== 'run') rmSync(`hooks/${name}`);
for (const name of [...unit, ...relation]) symlinkSync('run', `hooks/${name}`);
