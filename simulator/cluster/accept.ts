/** How a client wants to be answered. */
export type Wanted =
  | { readonly as: 'object' }
  | { readonly as: 'Table' | 'PartialObjectMetadata'; readonly version: 'v1' | 'v1beta1' }
  | { readonly as: 'APIGroupDiscoveryList'; readonly version: 'v2' | 'v2beta1' };

/**
 * The first of the forms in an `Accept` header that a server of 1.`minor` can give; null when there is none. Plain JSON is
 * always there: protobuf is not, and clients who prefer it name JSON too.
 */
export function wantedForm(accept: string | undefined, minor: number, isDiscovery = false): Wanted | null {
  if (accept === undefined || accept.trim() === '') return { as: 'object' };
  for (const range of accept.split(',')) {
    const [type = '', ...parameters] = range.split(';').map((part) => part.trim());
    if (!jsonTypes.includes(type)) continue;
    const values = new Map(parameters.map((each) => [each.split('=')[0], each.split('=')[1] ?? '']));
    const [as, v] = [values.get('as'), values.get('v')];
    if (as === undefined) return { as: 'object' };
    const wanted = isDiscovery ? discoveryForm(as, v, minor) : objectForm(as, v, minor);
    if (wanted !== null) return wanted;
  }
  return null;
}

function discoveryForm(as: string, version: string | undefined, minor: number): Wanted | null {
  if (as !== 'APIGroupDiscoveryList') return null;
  if (version === 'v2' && minor >= 30) return { as, version };
  return version === 'v2beta1' && minor >= 26 ? { as, version } : null;
}

function objectForm(as: string, version: string | undefined, minor: number): Wanted | null {
  const form = as === 'PartialObjectMetadataList' ? 'PartialObjectMetadata' : as;
  if (form !== 'Table' && form !== 'PartialObjectMetadata') return null;
  if (version === 'v1' && minor >= 15) return { as: form, version };
  return version === 'v1beta1' && minor >= 10 ? { as: form, version } : null;
}

const jsonTypes = ['application/json', 'application/*', '*/*'];
