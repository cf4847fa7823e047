/** Workers that have joined a cluster, one for each version of Juju, made once for all stories of a file. */
import { afterAll, beforeAll } from 'vitest';
import { aCluster, aModel, joinWorker } from './a-model.ts';
import type { TestModel } from './a-model.ts';

/** The versions of Juju that operators are told of. */
export const tracks = ['2.9', '3.6'] as const;
export type Track = (typeof tracks)[number];

/** A worker has joined a cluster and is at rest. */
export async function aJoinedWorker(juju: Track): Promise<TestModel> {
  const base = await aModel({ juju });
  await aCluster(base.sim);
  await joinWorker(base.sim);
  return base;
}

/** Gives the model of a version of Juju, made so before the first story; they end with the file. */
export function joinedWorkers(make: (juju: Track) => Promise<TestModel> = aJoinedWorker): (track: Track) => TestModel {
  const bases = new Map<Track, TestModel>();
  beforeAll(async () => {
    for (const track of tracks) bases.set(track, await make(track));
  });
  afterAll(async () => {
    for (const base of bases.values()) await base.end();
  });
  return (track) => {
    const base = bases.get(track);
    if (base === undefined) throw new Error(`no model of Juju ${track}`);
    return base;
  };
}
