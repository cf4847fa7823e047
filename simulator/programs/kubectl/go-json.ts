/** JSON as Go writes maps: keys in order, and what HTML could take for markup escaped. */
export function goJson(value: unknown, indent = 0): string {
  const escaped: Readonly<Record<string, string>> = { '<': '\\u003c', '>': '\\u003e', '&': '\\u0026' };
  return (JSON.stringify(sortedDeep(value), null, indent) ?? 'null').replace(
    /[<>&\u2028\u2029]/gu,
    (each) => escaped[each] ?? `\\u${each.charCodeAt(0).toString(16)}`,
  );
}

/** The value with the keys of every record in it in order. */
export function sortedDeep(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortedDeep);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, each]) => [key, sortedDeep(each)]));
}
