import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

interface Row {
  readonly refusal: string;
  readonly files: readonly string[];
}

const rows: readonly Row[] = readFileSync('docs/juju-refusals.md', 'utf8')
  .split('\n')
  .flatMap((line) => {
    const [, refusal, held] = /^\| [^|]+ \| `([^`]+)`\s* \| [^|]* \| (`[^|]+`)\s* \|$/u.exec(line) ?? [];
    if (refusal === undefined || held === undefined) return [];
    const files = [...held.matchAll(/`([^`]+)`/gu)].map(([, name = '']) => `test/unit/simulator/${name}.test.ts`);
    return [{ refusal, files }];
  });

describe('the refusals of Juju', () => {
  it('have rows of four cells, but for what is left out', () => {
    const text = readFileSync('docs/juju-refusals.md', 'utf8').split('## Left out')[0] ?? '';
    const lines = text.split('\n').filter((line) => line.startsWith('|') && !/^\| (?:when|-+)\s/u.test(line));
    expect(lines.length).toBeGreaterThan(0);
    expect(rows).toHaveLength(lines.length);
  });

  it.each(rows)('$refusal are held by $files', ({ refusal, files }) => {
    expect(refusal.length).toBeGreaterThan(8);
    expect(files.filter((file) => !existsSync(file))).toEqual([]);
    expect(files.filter((file) => !readFileSync(file, 'utf8').includes(refusal))).toEqual([]);
  });
});
