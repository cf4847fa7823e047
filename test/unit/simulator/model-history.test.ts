import { appendFile, readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { appendHistory, readHistory } from '../../../simulator/store/history.ts';
import { aFolder, ranAt } from './page-fixture.ts';
import type { SavedFolder } from './page-fixture.ts';

let place: SavedFolder;
beforeEach(async () => {
  place = await aFolder();
});
afterEach(() => place.end());

describe('the history of a model', () => {
  it('is read as it was written', () => {
    const ran = [
      ranAt(0, { relation: 'db:3', remoteUnit: 'app/1', cause: 'db was related' }),
      ranAt(200, { kind: 'action' }),
    ];
    for (const line of ran) appendHistory(place.folder, line);
    expect(readHistory(place.folder)).toEqual(ran);
  });

  it('is empty where nothing has run', () => {
    expect(readHistory(place.folder)).toEqual([]);
  });

  it('loses only the line in which its writer died', async () => {
    appendHistory(place.folder, ranAt(0));
    await appendFile(path.join(place.folder, 'history.jsonl'), '{"unit":"etcd/0","hook":"st');
    expect(readHistory(place.folder)).toEqual([ranAt(0)]);
    appendHistory(place.folder, ranAt(200));
    expect(readHistory(place.folder)).toEqual([ranAt(0), ranAt(200)]);
    expect((await readFile(path.join(place.folder, 'history.jsonl'), 'utf8')).split('\n')).toHaveLength(4);
  });
});
