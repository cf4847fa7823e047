import type { Flag } from './flags.ts';
import type { Tool } from './tool.ts';

/** What `--help` prints: how the tool is called, what it does, and its options. */
export function helpText(name: string, tool: Tool, flags: readonly Flag[]): string {
  const usage = [name, flags.length > 0 ? '[options]' : '', tool.usage].filter((word) => word !== '').join(' ');
  const options = [...flags]
    .sort((a, b) => (a.names[0] < b.names[0] ? -1 : 1))
    .map((flag) => `${headOf(flag)}\n    ${flag.help}\n`);
  const listed = options.length === 0 ? '' : `\nOptions:\n${options.join('')}`;
  return `Usage: ${usage}\n\nSummary:\n${tool.summary}\n${listed}`;
}

function headOf({ names, value }: Flag): string {
  const dashed = names.map((name) => `${name.length > 1 ? '--' : '-'}${name}`).join(', ');
  return `${dashed} (= ${value === undefined ? 'false' : value})`;
}
