import type { KubernetesObject } from '../objects.ts';
import { at } from '../objects.ts';
import { ageText } from './age.ts';

/** A column of a table: its heading, and what it shows of an object; a wide one only for `-o wide`. */
export interface Column {
  readonly name: string;
  readonly isWide: boolean;
  readonly type: 'integer' | 'string';
  readonly cell: (object: KubernetesObject, now: number) => number | string;
}

export const column = (name: string, cell: Column['cell']): Column => ({ name, isWide: false, type: 'string', cell });

export const wide = (name: string, cell: Column['cell']): Column => ({ ...column(name, cell), isWide: true });

/** A number at a place of the object, 0 when there is none. */
export const count = (name: string, ...path: readonly string[]): Column => {
  return { ...column(name, (object) => Number(at(object, ...path) ?? 0)), type: 'integer' };
};

/** What is at a place of the object as text, or other words when there is nothing. */
export const field = (name: string, path: readonly (number | string)[], otherwise = '<none>'): Column =>
  column(name, (object) => {
    const found = at(object, ...path);
    const isPlain = typeof found === 'boolean' || typeof found === 'number' || typeof found === 'string';
    return !isPlain || found === '' ? otherwise : String(found);
  });

export const age: Column = column('Age', ({ metadata }, now) => ageText(metadata.creationTimestamp, now));

export const name: Column = column('Name', ({ metadata }) => metadata.name ?? '');

/** `a=b,c=d` */
export function pairsText(pairs: Readonly<Record<string, unknown>>): string {
  const texts = Object.entries(pairs).map(([key, value]) => `${key}=${String(value)}`);
  return texts.length === 0 ? '<none>' : texts.sort().join(',');
}
