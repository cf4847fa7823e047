import { DownloadFailed } from './errors.ts';
import type { Files } from './files.ts';
import type { HttpAnswer } from './http-once.ts';

export type { HttpAnswer } from './http-once.ts';

/**
 * What the server of this URL answers, within the time and the size that are allowed.
 *
 * @throws DownloadFailed
 */
export type HttpGet = (url: string, options?: HttpOptions) => Promise<HttpAnswer>;

export interface HttpOptions {
  /** For everything, from the name look-up to the last byte; 20 seconds unless told. */
  readonly timeoutMs?: number;
  /** Of the body; 1 MiB unless told. */
  readonly maxBytes?: number;
}

/**
 * Fetches by http and https, without proxies and without a cache. Servers are trusted by Node's authorities and by
 * those of the machine: a site's own authority is in the latter only.
 */
export function createHttpGet(files: Files): HttpGet {
  return async (url, options = {}) => {
    // Loaded with the first download: few hooks make any.
    const { getOnce } = await import('./http-once.ts');
    const system = url.startsWith('https:') ? await files.readText(authoritiesPath) : null;
    let next = new URL(url);
    for (let redirects = 0; ; redirects += 1) {
      const answer = await getOnce(next, { ...defaults, ...options, authorities: system ?? '' });
      if (answer.location === null) return answer;
      if (redirects === longestChain) throw DownloadFailed.of(next, 'redirects in a circle', answer.status);
      next = follow(next, answer.location, answer.status);
    }
  };
}

function follow(from: URL, location: string, status: number): URL {
  let next: URL;
  try {
    next = new URL(location, from);
  } catch {
    throw DownloadFailed.of(from, 'redirects to what is no URL', status);
  }
  if (!['http:', 'https:'].includes(next.protocol) || (from.protocol === 'https:' && next.protocol === 'http:')) {
    throw DownloadFailed.of(from, `redirects to ${next.protocol}//`, status);
  }
  return next;
}

const authoritiesPath = '/etc/ssl/certs/ca-certificates.crt';
const defaults = { timeoutMs: 20_000, maxBytes: 1_048_576 };
const longestChain = 3;
