/**
 * What keeps the text from being the name of a host that certificates and an Ingress can be for; null for a name.
 *
 * Stricter than DNS where Kubernetes is: lower case only, and no address. Nothing of the text is repeated, so that it can
 * be anything.
 *
 * Source: RFC 1123, 2.1; kubernetes, IsDNS1123Subdomain
 */
export function hostNameProblem(text: string): string | null {
  if (text === '') return 'it is empty';
  if (text.length > 253) return `it has ${text.length} characters, of at most 253`;
  const labels = text.split('.');
  if (labels.includes('')) return 'a dot begins it, ends it, or follows another dot';
  if (!/^[a-z0-9.-]+$/u.test(text)) return 'it has other characters than a to z, 0 to 9, dots and dashes';
  if (labels.some((label) => label.length > 63)) return 'a part between dots has more than 63 characters';
  if (labels.some((label) => /^-|-$/u.test(label))) return 'a part between dots begins or ends with a dash';
  // Whatever ends in a number is taken for an address, or for a broken one.
  if (/^\d+$/u.test(labels.at(-1) ?? '')) return 'its last part is a number, as that of an address is';
  return null;
}
