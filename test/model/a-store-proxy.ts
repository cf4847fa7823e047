import { createServer } from 'node:http';
import type { Server } from 'node:http';

/** A Snap Store proxy on loopback: every request is answered with its store's assertions. */
export async function aStoreProxy(): Promise<{ readonly url: string; readonly server: Server }> {
  const server = createServer(
    (_request, response) => void response.writeHead(200, { 'X-Assertion-Store-Id': 'abcDEF' }).end(assertions),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return { server, url: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}` };
}

const signed = (...headers: readonly string[]) =>
  `${headers.join('\n')}\nsign-key-sha3-384: abc\n\nAcLBUgQAAQoABgUCWGdQdwAA3rcQ\n`;
const assertions = [
  signed('type: account', 'authority-id: canonical', 'account-id: op'),
  signed('type: store', 'authority-id: canonical', 'store: abcDEF', 'operator-id: op', 'url: http://proxy.example'),
].join('\n');
