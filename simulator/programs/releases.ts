import type { Series } from '../contract.ts';

/** Version and code name of Ubuntu's releases. */
export const releases: Readonly<Record<Series, { readonly version: string; readonly name: string }>> = {
  xenial: { version: '16.04', name: 'Xenial Xerus' },
  bionic: { version: '18.04', name: 'Bionic Beaver' },
  focal: { version: '20.04', name: 'Focal Fossa' },
  jammy: { version: '22.04', name: 'Jammy Jellyfish' },
  noble: { version: '24.04', name: 'Noble Numbat' },
};
