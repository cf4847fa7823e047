/**
 * How many bytes an amount of storage is, as Kubernetes writes it: `20Gi`, `500M`, `1073741824`; null for anything else,
 * fractions and exponents included.
 *
 * Source: kubernetes, apimachinery/pkg/api/resource/quantity.go
 */
export function bytesOf(quantity: string): bigint | null {
  const [, digits, unit = ''] = /^(\d{1,19})([KMGTPE]i|[kMGTPE])?$/u.exec(quantity) ?? [];
  if (digits === undefined) return null;
  const [letter = '', isBinary] = [unit[0]?.toUpperCase(), unit.endsWith('i')];
  const steps = letter === '' ? 0 : 'KMGTPE'.indexOf(letter) + 1;
  return BigInt(digits) * (isBinary ? 1024n : 1000n) ** BigInt(steps);
}
