import type { MachineAccount } from '../../programs/programs.ts';
import { tableLines } from './table.ts';

/** What has become of a machine, short enough to be read at once: what packages and snaps bring along is left out. */
export function accountText(account: MachineAccount): string {
  return [
    `Packages   ${account.packages.join(' ')}\n`,
    section(['Snap', 'Version', 'Revision', 'From'], snapRows(account)),
    section(['Service', 'State', 'Restarts', ''], serviceRows(account)),
    section(['Mode', 'Owner', 'File'], fileRows(account)),
    dockerdText(account),
    `iptables   FORWARD ${account.iptables.forward}\n`,
    ...['kubelet', 'kube-proxy'].map((snap) => argumentsText(account, snap)),
  ]
    .filter((text) => text !== '')
    .join('\n');
}

function section(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '';
  const lines = tableLines({ headings, rows, rightAligned: ['Restarts'] });
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
}

function snapRows({ snaps }: MachineAccount): string[][] {
  return snaps.map(({ name, version, revision, channel }) => [name, version, revision, channel ?? 'a file']);
}

function serviceRows({ services }: MachineAccount): string[][] {
  return services.map(({ name, active, sub, restarts, problem }) => [
    name,
    `${active} (${sub})`,
    `${restarts}`,
    problem ?? '',
  ]);
}

/** Files one by one, but those of a folder with many of the same mode together. */
function fileRows({ files }: MachineAccount): string[][] {
  const groups = new Map<string, { readonly folder: string; readonly rows: string[][] }>();
  for (const { path: file, mode, owner } of files) {
    if (hidden.some((folder) => file.startsWith(folder))) continue;
    const folder = file.slice(0, file.lastIndexOf('/'));
    const key = `${folder} ${mode} ${owner}`;
    const group = groups.get(key) ?? { folder, rows: [] };
    group.rows.push([mode, owner, file]);
    groups.set(key, group);
  }
  return [...groups.values()].flatMap(({ folder, rows }) => {
    const [[mode = '', owner = ''] = []] = rows;
    return rows.length > mostFilesOneByOne ? [[mode, owner, `${folder}/  (${rows.length} files)`]] : rows;
  });
}

const mostFilesOneByOne = 8;

/** What packages and snaps bring along. */
const hidden = [
  '/etc/systemd/system/snap.',
  '/lib/systemd/',
  '/snap/',
  '/usr/bin/',
  '/var/cache/',
  '/var/lib/apt/',
  '/var/lib/dpkg/',
  '/var/lib/snapd/',
];

function dockerdText({ dockerd, kernelArguments }: MachineAccount): string {
  const kernel = kernelArguments === null ? '' : `kernel     ${kernelArguments}\n`;
  if (dockerd === null) return kernel;
  const lines = Object.entries(dockerd.directives).map(([key, value]) => `  ${key}: ${JSON.stringify(value)}`);
  return `${kernel}${['dockerd', ...lines, ''].join('\n')}`;
}

function argumentsText({ snaps }: MachineAccount, name: string): string {
  const snap = snaps.find((each) => each.name === name);
  if (snap === undefined) return '';
  const lines = Object.entries(snap.settings).map(([key, value]) => {
    return `  --${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`;
  });
  return [name, ...lines, ''].join('\n');
}
