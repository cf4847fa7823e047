/** Seconds of a duration as Go writes it (`5m`, `1h30m`, `1.5s`); null for anything else. */
export function parseGoDuration(text: string): number | null {
  if (!/^(\d+(\.\d+)?(h|ms|m|s|us|ns))+$/u.test(text)) return text === '0' ? 0 : null;
  let seconds = 0;
  for (const [, number = '0', unit = 's'] of text.matchAll(/(\d+(?:\.\d+)?)(h|ms|m|s|us|ns)/gu)) {
    seconds += Number(number) * (secondsOf[unit] ?? 0);
  }
  return seconds;
}

/** As Go writes it: `5m0s`, `1h30m0s`. */
export function goDuration(seconds: number): string {
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return `${hours > 0 ? `${hours}h` : ''}${seconds >= 60 ? `${minutes}m` : ''}${rest}s`;
}

const secondsOf: Readonly<Record<string, number>> = { h: 3600, m: 60, s: 1, ms: 1e-3, us: 1e-6, ns: 1e-9 };
