/** `%v` of Go, without the credentials of a proxy. */
export function goText(directive: string, value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((each) => goText('', each)).join(' ')}]`;
  if (typeof value === 'object' && value !== null)
    return `map[${Object.entries(value)
      .map(([key, each]) => `${key}:${goText('', each)}`)
      .join(' ')}]`;
  if (typeof value !== 'string') return value === null ? '<nil>' : JSON.stringify(value);
  return directive.endsWith('-proxy') ? maskedUrl(value) : value;
}

/** An address without its user and password, as Docker shows it. */
export function maskedUrl(url: string): string {
  return url.replace(/^([a-z][\w+.-]*:\/\/)[^/@]*@/iu, '$1xxxxx:xxxxx@');
}
