import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { err, ok } from '../host/host.ts';
import type { Result } from '../host/host.ts';

/**
 * The plugins in a CNI archive (a gzip tar of plain files at its root) by name, `loopback` among them.
 *
 * Anything else in it is refused rather than skipped, because nobody would notice a plugin that is not there.
 */
export async function unpackCniPlugins(
  archive: Buffer,
  { maxBytes = 512 * 1024 * 1024 }: { readonly maxBytes?: number } = {},
): Promise<Result<ReadonlyMap<string, Buffer>, { readonly problem: string }>> {
  const tar = await inflate(archive, maxBytes);
  if (!tar.ok) return tar;
  const plugins = await readEntries(tar.value);
  if (!plugins.ok) return plugins;
  return plugins.value.has('loopback') ? plugins : err({ problem: 'the archive has no file loopback at its root' });
}

async function inflate(archive: Buffer, maxBytes: number): Promise<Result<Buffer, { readonly problem: string }>> {
  try {
    return ok(await promisify(gunzip)(archive, { maxOutputLength: maxBytes }));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ERR_BUFFER_TOO_LARGE') return err({ problem: `the archive unpacks to more than ${maxBytes} bytes` });
    const isCutOff = code === 'Z_BUF_ERROR';
    return err({ problem: isCutOff ? 'the archive is cut off or empty' : 'the archive is not gzip, or is damaged' });
  }
}

async function readEntries(tar: Buffer): Promise<Result<Map<string, Buffer>, { readonly problem: string }>> {
  const { extract } = await import('tar-stream');
  const entries = extract();
  entries.end(tar);
  const plugins = new Map<string, Buffer>();
  try {
    for await (const entry of entries) {
      const { name: path, type } = entry.header;
      const name = path.replace(/^(?:\.\/)+/u, '');
      const isRoot = type === 'directory' && (name === '' || name === '.');
      if (!isRoot && !(type === 'file' && pluginName.test(name))) {
        return err({ problem: `${JSON.stringify(path.slice(0, 80))} is not a plain file at the root of the archive` });
      }
      const content = await contentOf(entry);
      if (!isRoot) plugins.set(name, content);
    }
  } catch {
    return err({ problem: 'the tar in the archive is cut off or damaged' });
  }
  return ok(plugins);
}

async function contentOf(entry: AsyncIterable<unknown>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of entry) {
    if (Buffer.isBuffer(chunk)) chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

const pluginName = /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/u;
