import http from 'node:http';
import https from 'node:https';
import tls from 'node:tls';
import { CharmError, errorCode } from './errors.ts';
import type { Files } from './files.ts';

/** What a server answered with a status of 200 to 299. */
export interface HttpAnswer {
  readonly status: number;
  /** By name in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

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

/** Something could not be fetched. The URL is shown without user and password. */
export class DownloadFailed extends CharmError {
  readonly kind = 'DownloadFailed';
  readonly url: string;
  /** Null when the server did not answer. */
  readonly status: number | null;

  constructor(
    details: { readonly url: string; readonly problem: string; readonly status: number | null },
    cause?: unknown,
  ) {
    super(`${details.url} ${details.problem}`, { ...details }, cause);
    this.url = details.url;
    this.status = details.status;
  }
}

/**
 * Fetches by http and https, without proxies and without a cache. Servers are trusted by Node's authorities and by
 * those of the machine: a site's own authority is in the latter only.
 */
export function createHttpGet(files: Files): HttpGet {
  return async (url, options = {}) => {
    const system = url.startsWith('https:') ? await files.readText(authoritiesPath) : null;
    const ca = system === null ? undefined : [...tls.rootCertificates, system];
    let next = new URL(url);
    for (let redirects = 0; ; redirects += 1) {
      const answer = await get(next, { ...defaults, ...options, ca });
      if (answer.location === null) return answer;
      if (redirects === longestChain) throw failed(next, 'redirects in a circle', answer.status);
      next = follow(next, answer.location, answer.status);
    }
  };
}

function follow(from: URL, location: string, status: number): URL {
  let next: URL;
  try {
    next = new URL(location, from);
  } catch {
    throw failed(from, 'redirects to what is no URL', status);
  }
  if (!['http:', 'https:'].includes(next.protocol) || (from.protocol === 'https:' && next.protocol === 'http:')) {
    throw failed(from, `redirects to ${next.protocol}//`, status);
  }
  return next;
}

interface Limits {
  readonly timeoutMs: number;
  readonly maxBytes: number;
  readonly ca: string[] | undefined;
}

type Hop = HttpAnswer & { readonly location: string | null };

function get(url: URL, { timeoutMs, maxBytes, ca }: Limits): Promise<Hop> {
  return new Promise((resolve, reject) => {
    // A connection of its own: one that is kept open would keep the hook alive.
    const options = { agent: false, headers: { accept: '*/*', 'user-agent': 'kubernetes-worker-charm' } };
    const request =
      url.protocol === 'https:'
        ? https.get(url, { ...options, ...(ca === undefined ? {} : { ca }) })
        : http.get(url, options);
    const fail = (problem: string, status: number | null = null, cause?: unknown) => {
      clearTimeout(timer);
      request.destroy();
      reject(failed(url, problem, status, cause));
    };
    const timer = setTimeout(() => fail(`did not answer within ${timeoutMs / 1000} seconds`), timeoutMs);
    request.on('error', (error: unknown) =>
      fail(`cannot be reached (${errorCode(error) ?? 'unknown cause'})`, null, error),
    );
    request.on('response', (response) => {
      const status = response.statusCode ?? 0;
      const location = [301, 302, 303, 307, 308].includes(status) ? (response.headers.location ?? null) : null;
      if (location === null && (status < 200 || status > 299)) return fail(`answered ${status}`, status);
      const chunks: Buffer[] = [];
      let sizeBytes = 0;
      response.on('data', (chunk: Buffer) => {
        sizeBytes += chunk.length;
        if (sizeBytes > maxBytes) fail(`answered more than ${maxBytes} bytes`, status);
        else chunks.push(chunk);
      });
      response.on('aborted', () => fail('broke off its answer', status));
      response.on('end', () => {
        clearTimeout(timer);
        resolve({
          status,
          headers: textHeaders(response.headers),
          body: Buffer.concat(chunks).toString('utf8'),
          location,
        });
      });
    });
  });
}

function textHeaders(headers: http.IncomingHttpHeaders): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, typeof value === 'string' ? value : value.join(', ')]],
    ),
  );
}

function failed(url: URL, problem: string, status: number | null, cause?: unknown): DownloadFailed {
  return new DownloadFailed({ url: `${url.origin}${url.pathname}`, problem, status }, cause);
}

const authoritiesPath = '/etc/ssl/certs/ca-certificates.crt';
const defaults = { timeoutMs: 20_000, maxBytes: 1_048_576 };
const longestChain = 3;
