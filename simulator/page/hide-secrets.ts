import type { Model, Seen } from '../model/model.ts';

/** The text with `***` in place of every secret value of the model. */
export type Hide = (text: string) => string;

/**
 * A function that hides what the model knows to be secret: contents of secrets, and values whose key says so, in bags,
 * options, leader data, unit state, and what tasks were given and gave.
 */
export function hideSecrets(model: Seen<Model>): Hide {
  const values = new Set<string>();
  const add = (text: string, leastLength: number) => {
    for (const line of [text, ...text.split('\n')]) {
      const trimmed = line.trim();
      if (trimmed.length >= leastLength && !trimmed.startsWith('-----BEGIN') && !trimmed.startsWith('-----END')) {
        values.add(trimmed);
        values.add(JSON.stringify(trimmed).slice(1, -1));
      }
    }
  };
  for (const { revisions } of Object.values(model.secrets)) {
    for (const { content } of Object.values(revisions)) {
      for (const value of Object.values(content)) add(value, 3);
    }
  }
  for (const value of placesOf(model).flatMap((place) => suspects('', place))) add(value, 8);
  if (values.size === 0) return (text) => text;
  const longestFirst = [...values].sort((a, b) => b.length - a.length);
  const pattern = new RegExp(longestFirst.map((value) => value.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|'), 'g');
  return (text) => text.replace(pattern, '***');
}

function placesOf(model: Seen<Model>): unknown[] {
  return [
    ...Object.values(model.relations).flatMap(({ bags, appBags }) => [bags, appBags]),
    ...Object.values(model.applications).flatMap(({ settings, leaderData }) => [settings, leaderData]),
    ...Object.values(model.units).map(({ state }) => state),
    ...Object.values(model.tasks).flatMap(({ parameters, results }) => [parameters, results]),
  ];
}

/** Texts under a name that says that they are secret, also inside of JSON that is kept as text. */
function suspects(name: string, value: unknown): string[] {
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).flatMap(([key, inner]) => suspects(Array.isArray(value) ? name : key, inner));
  }
  if (typeof value !== 'string') return [];
  const inner = /^\s*[[{]/.test(value) ? parsed(value) : null;
  if (inner !== null) return suspects(name, inner);
  return /cred|key|passphrase|passw|private|secret|token/i.test(name) ? [value] : [];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
