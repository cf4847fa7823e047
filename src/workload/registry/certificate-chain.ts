import { X509Certificate } from 'node:crypto';
import { err, ok } from '../../host/host.ts';
import type { Result } from '../../host/host.ts';
import { pemBlocks } from './pem.ts';

/** The certificate that the registry shows, and those that vouch for it, in the order of the file. */
export interface CertificateChain {
  readonly leaf: X509Certificate;
  readonly others: readonly X509Certificate[];
}

/** The certificates of a PEM text, or why it is none that the registry could show. */
export function parseChain(text: string): Result<CertificateChain, string> {
  const blocks = pemBlocks(text);
  const foreign = blocks.find(({ label }) => label !== 'CERTIFICATE');
  if (foreign !== undefined) return err(`it holds a part ${foreign.label}`);
  const read = blocks.map((block) => readCertificate(block.text));
  const unreadable = read.indexOf(null);
  if (unreadable >= 0) return err(`certificate ${unreadable + 1} of ${read.length} cannot be read`);
  const [leaf, ...others] = read.filter((each) => each !== null);
  if (leaf === undefined) return err('it holds no certificate');
  return ok({ leaf, others });
}

/** What keeps a client from trusting the chain at this moment for the host; none where nothing does. */
export function chainProblems(chain: CertificateChain, host: string, nowMs: number): readonly string[] {
  const all = [chain.leaf, ...chain.others];
  const dated = all.flatMap((certificate, index) => {
    const problem = dateProblem(certificate, nowMs);
    return problem === null ? [] : [all.length === 1 ? `it ${problem}` : `certificate ${index + 1} ${problem}`];
  });
  // `default`: the common name counts where there is no name beside it, as RFC 6125 has it.
  const names = { subject: 'default', partialWildcards: false } as const;
  const isFor = chain.leaf.checkHost(host, names) !== undefined;
  return isFor ? dated : [...dated, `it is for ${namesOf(chain.leaf)}, not for ${host}`];
}

/** Whole days until the first certificate of the chain expires. */
export function daysLeft(chain: CertificateChain, nowMs: number): number {
  const ends = [chain.leaf, ...chain.others].map(({ validTo }) => Date.parse(validTo));
  return Math.floor((Math.min(...ends) - nowMs) / dayMs);
}

/** True when the host is only the common name, which programs of Go 1.15 and later, as docker is, do not look at. */
export function hasCommonNameOnly({ leaf }: CertificateChain): boolean {
  return !(leaf.subjectAltName ?? '').includes('DNS:');
}

function readCertificate(pem: string): X509Certificate | null {
  try {
    return new X509Certificate(pem);
  } catch {
    return null;
  }
}

function dateProblem({ validFrom, validTo }: X509Certificate, nowMs: number): string | null {
  const [from, to] = [Date.parse(validFrom), Date.parse(validTo)];
  // Not `to <= nowMs`: a date that cannot be read is no number, and is a problem too.
  if (!(to > nowMs)) return `has expired on ${validTo}`;
  if (!(from <= nowMs + clockSkewMs)) return `is not valid before ${validFrom}`;
  return null;
}

function namesOf({ subject, subjectAltName }: X509Certificate): string {
  const commonName = /^CN=(.*)$/mu.exec(subject ?? '')?.[1] ?? 'nobody';
  const names = subjectAltName ?? commonName;
  return JSON.stringify(names.length > 200 ? `${names.slice(0, 200)}...` : names);
}

const dayMs = 86_400_000;
/** A certificate may have been made a moment ago, on a machine whose clock is ahead. */
const clockSkewMs = 300_000;
