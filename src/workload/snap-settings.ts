/**
 * What to set so that the snap has `desired`: keys whose value differs, and null for keys that this charm set earlier
 * (`ours`) and that are not desired any more. Keys that somebody else set stay as they are.
 *
 * snapd reads a value as JSON where it can, so `10250` is stored as a number and `true` as a truth value.
 */
export function snapSettingChanges(
  current: Readonly<Record<string, unknown>>,
  ours: readonly string[],
  desired: Readonly<Record<string, string>>,
): Readonly<Record<string, string | null>> {
  const set = new Map(Object.entries(current).filter(([, value]) => value !== null && value !== undefined));
  const wanted = new Map(Object.entries(desired));
  const surplus = [...new Set(ours)].filter((key) => set.has(key) && !wanted.has(key));
  const differing = [...wanted].filter(
    ([key, text]) => !set.has(key) || canonical(set.get(key)) !== canonical(asSnapdReads(text)),
  );
  return Object.fromEntries([...surplus.map((key): [string, null] => [key, null]), ...differing]);
}

/** The value that snapd stores for the text of a setting. */
export function asSnapdReads(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Text that is equal for equal JSON values, whatever the order of keys. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return `{${entries.map(([key, each]) => `${JSON.stringify(key)}:${canonical(each)}`).join(',')}}`;
}
