import * as z from 'zod/mini';
import type { Drift, Presence, Resource } from './input-types.ts';
import type { Sources } from './sources.ts';

/** Where an input comes from. */
export interface InputDefinition<T> {
  /** Hooks that can have changed it; `live` is observed in every hook, so asking must be cheap. */
  readonly asked: 'live' | readonly string[];
  /** What the state file may hold of it; anything else is asked for anew. */
  readonly stored: z.ZodMiniType<T>;
  /** True for a value that is worth another question in any hook, for example a resource that could not be fetched. */
  readonly isUnsettled?: (value: T) => boolean;
  readonly read: (sources: Sources, previous: T | null) => Promise<T>;
}

/** The hooks that read everything. */
export const always = ['install', 'start', 'upgrade-charm'];
/** The hooks that can have changed an option. */
export const withConfig = [...always, 'config-changed'];
/** The hooks that can have changed what comes by an endpoint. */
export const withRelation = (endpoint: string) => [
  ...always,
  ...['joined', 'changed', 'departed', 'broken'].map((event) => `${endpoint}-relation-${event}`),
];

/** An option, as text. */
export function text(option: string): InputDefinition<string> {
  return {
    asked: withConfig,
    stored: z.string(),
    read: async ({ tools }) => {
      const value = (await tools.config())[option] ?? '';
      return typeof value === 'string' ? value : JSON.stringify(value);
    },
  };
}

/** An option that is true or false. */
export function truth(option: string): InputDefinition<boolean> {
  return { asked: withConfig, stored: z.boolean(), read: async ({ tools }) => (await tools.config())[option] === true };
}

/** The relations of an endpoint, and who is at their other end. */
export function presence(endpoint: string): InputDefinition<Presence> {
  const names = z.readonly(z.array(z.string()));
  return {
    asked: withRelation(endpoint),
    stored: z.object({ ids: names, apps: names, units: names }),
    read: async ({ tools }) => {
      const ids = await tools.relationIds(endpoint);
      const units: string[] = [];
      for (const id of ids) units.push(...(await tools.relationUnits(id)));
      const apps = [...new Set(units.map((unit) => unit.slice(0, unit.lastIndexOf('/'))))].sort();
      return { ids: [...ids].sort(), apps, units: units.sort() };
    },
  };
}

/** The first of the named resources that Juju delivers; an empty file means that there is none. */
export function resource(
  names: (sources: Sources) => Promise<readonly string[]>,
  isNeeded: boolean,
): InputDefinition<Resource | null> {
  return {
    asked: always,
    stored: z.nullable(z.object({ path: z.string(), sizeBytes: z.number(), sha256: z.string() })),
    isUnsettled: (value) => isNeeded && value === null,
    read: async (sources, previous) => {
      let isAnswered = false;
      for (const name of await names(sources)) {
        const path = await sources.tools.resource(name);
        const stat = path === null ? null : await sources.jujuFiles.stat(path);
        isAnswered ||= stat !== null;
        if (path === null || stat === null || (stat.sizeBytes === 0 && !isNeeded)) continue;
        const sha256 = await sources.jujuFiles.sha256(path);
        if (sha256 !== null) return { path, sizeBytes: stat.sizeBytes, sha256 };
      }
      // No file at all, although there was one: a resource cannot be detached, so the download failed this time.
      const isKept = !isAnswered && previous !== null && (await sources.jujuFiles.stat(previous.path)) !== null;
      return isKept ? previous : null;
    },
  };
}

/** What has become of files of this machine: another size, time or mode is a change. */
export function drift(paths: (sources: Sources) => readonly string[]): InputDefinition<Drift> {
  return {
    asked: 'live',
    stored: z.record(z.string(), z.string()),
    read: async (sources) => {
      const found: Record<string, string> = {};
      for (const path of paths(sources)) {
        const stat = await sources.machine.files.stat(path);
        found[path] = stat === null ? 'missing' : `${stat.sizeBytes} ${stat.mtimeNs} ${stat.mode.toString(8)}`;
      }
      return found;
    },
  };
}

/** The form in which the state file holds what remotes sent. */
export function receivedShape<T>(value: z.ZodMiniType<T>) {
  return z.object({ value: z.nullable(value), problem: z.nullable(z.string()) });
}
