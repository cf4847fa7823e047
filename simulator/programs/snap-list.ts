import type { Answer, Machine } from '../contract.ts';
import { refused, said } from './answers.ts';
import { stateOf } from './state.ts';

/** `snap list [NAME ...]`: names that are not installed are left out, unless none is. */
export function listSnaps(machine: Machine, names: readonly string[]): Answer {
  const { snaps } = stateOf(machine);
  if (names.length > 0 && !names.some((name) => snaps[name] !== undefined))
    return refused(1, 'error: no matching snaps installed');
  const rows = Object.entries(snaps).filter(([name]) => names.length === 0 || names.includes(name));
  if (rows.length === 0) return said('', `No snaps are installed yet. Try 'snap install hello-world'.\n`);
  const cells = rows
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, { version, revision, channel, isHeld }]) => [
      name,
      version,
      revision,
      channel ?? '-',
      channel === null ? '-' : 'canonical**',
      isHeld ? 'classic,held' : 'classic',
    ]);
  return said(asTable([['Name', 'Version', 'Rev', 'Tracking', 'Publisher', 'Notes'], ...cells]));
}

function asTable(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ');
  return rows.map((row) => `${line(row).trimEnd()}\n`).join('');
}
