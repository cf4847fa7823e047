import type { HookRecord } from '../../simulation.ts';
import { tableLines } from './table.ts';

/** Hooks, calls and seconds of each of these units, its slowest hooks, and how long all took together. */
export function timingText(hooks: readonly HookRecord[], units: readonly string[], totalMs: number): string {
  const ofUnits = hooks.filter(({ unit }) => units.includes(unit));
  const rows = units.map((unit) => {
    const own = ofUnits.filter((hook) => hook.unit === unit);
    const calls = own.flatMap((hook) => hook.calls);
    const tools = calls.filter(({ isTool }) => isTool).length;
    return [unit, `${own.length}`, seconds(sum(own)), `${tools}`, `${calls.length - tools}`];
  });
  const slowest = [...ofUnits].sort((a, b) => b.durationMs - a.durationMs).slice(0, 5);
  const rightAligned = ['Hooks', 'Time', 'Hook tools', 'Programs'];
  const sections = [
    tableLines({
      headings: ['Unit', 'Hooks', 'Time', 'Hook tools', 'Programs', ''],
      rows: rows.map((row) => [...row, '']),
      rightAligned,
    }),
    tableLines({
      headings: ['Slowest hooks', 'Hook', 'Time', ''],
      rows: slowest.map(({ unit, hook, durationMs }) => [unit, hook, seconds(durationMs), '']),
      rightAligned,
    }),
  ];
  const texts = sections.map((lines) => `${lines.map((line) => line.trimEnd()).join('\n')}\n`);
  return `${texts.join('\n')}\nAll ${hooks.length} hooks of the model: ${seconds(totalMs)}.\n`;
}

function sum(hooks: readonly HookRecord[]): number {
  return hooks.reduce((total, { durationMs }) => total + durationMs, 0);
}

function seconds(durationMs: number): string {
  return `${(durationMs / 1000).toFixed(1)}s`;
}
