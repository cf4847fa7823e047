import http from 'node:http';
import https from 'node:https';
import tls from 'node:tls';
import { DownloadFailed, errorCode } from './errors.ts';

/** What a server answered with a status of 200 to 299. */
export interface HttpAnswer {
  readonly status: number;
  /** By name in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What one request is given. */
interface Limits {
  readonly timeoutMs: number;
  readonly maxBytes: number;
  /** Certificates of the machine's authorities, which are trusted besides Node's. */
  readonly authorities: string;
}

/** An answer; `location` is null unless it is a redirect. */
export type Hop = HttpAnswer & { readonly location: string | null };

/**
 * What the server of this URL answers to one request.
 *
 * @throws DownloadFailed
 */
export function getOnce(url: URL, { timeoutMs, maxBytes, authorities }: Limits): Promise<Hop> {
  return new Promise((resolve, reject) => {
    // A connection of its own: one that is kept open would keep the hook alive.
    const options = { agent: false, headers: { accept: '*/*', 'user-agent': 'kubernetes-worker-charm' } };
    const ca = authorities.trim() === '' ? {} : { ca: [...tls.rootCertificates, authorities] };
    const request = url.protocol === 'https:' ? https.get(url, { ...options, ...ca }) : http.get(url, options);
    const fail = (problem: string, status: number | null = null, cause?: unknown) => {
      clearTimeout(timer);
      request.destroy();
      reject(DownloadFailed.of(url, problem, status, cause));
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
