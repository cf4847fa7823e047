import type { Publication } from '../juju/juju.ts';
import type { Announcements } from './ports.ts';

/** Collects what the handlers of one hook want published; what no handler spoke of stays as it was published. */
export function collectAnnouncements(): Announcements {
  const relations: Record<string, Readonly<Record<string, string>>> = {};
  let ports: readonly string[] | undefined;
  let version: string | undefined;
  return {
    relation: (ids, bag) => {
      for (const id of ids) relations[id] = bag;
    },
    ports: (wanted) => {
      ports = wanted;
    },
    version: (text) => {
      version = text;
    },
    desired: (): Partial<Publication> => ({
      relations,
      ...(ports === undefined ? {} : { ports: [...ports] }),
      ...(version === undefined ? {} : { version }),
    }),
  };
}
