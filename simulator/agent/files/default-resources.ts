import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';

/**
 * The file that the charm store has for a resource, made at the first call.
 *
 * Programs are zero bytes there, by convention of the 2018 charms; CNI archives have content.
 */
export function defaultResource(folder: string, name: string): string {
  const file = path.join(folder, 'resources/store', name);
  if (existsSync(file)) return file;
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, name.startsWith('cni-') ? cniArchive() : '');
  return file;
}

/** A gzip tar of CNI plugins, over a million bytes, the same at every call. */
export function cniArchive(): Buffer {
  const blocks = plugins.flatMap((name, index) => entry(name, noise(index + 1)));
  return gzipSync(Buffer.concat([...blocks, Buffer.alloc(1024)]), { level: 1 });
}

const plugins = [
  'bridge',
  'cnispawn',
  'dhcp',
  'flannel',
  'host-local',
  'ipvlan',
  'loopback',
  'macvlan',
  'noop',
  'portmap',
  'ptp',
  'sample',
  'tuning',
  'vlan',
];
const pluginBytes = 128 * 1024;
const blockBytes = 512;

/** One executable file of a ustar archive; its size is a multiple of the block size. */
function entry(name: string, content: Buffer): Buffer[] {
  const header = Buffer.alloc(blockBytes);
  const field = (text: string, at: number) => header.write(text, at, 'latin1');
  field(name, 0);
  field('0000755\0', 100);
  field('0000000\0', 108);
  field('0000000\0', 116);
  field(`${content.length.toString(8).padStart(11, '0')}\0`, 124);
  field('13255777700\0', 136);
  field('        ', 148);
  field('0', 156);
  field('ustar\u000000', 257);
  field('root', 265);
  field('root', 297);
  const sum = header.reduce((total, byte) => total + byte, 0);
  field(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return [header, content];
}

/** Bytes that gzip cannot make smaller. */
function noise(seed: number): Buffer {
  const bytes = Buffer.alloc(pluginBytes);
  let state = seed;
  for (let index = 0; index < bytes.length; index += 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    bytes[index] = state >>> 24;
  }
  return bytes;
}
