import { readFileSync } from 'node:fs';
import { inflateRawSync } from 'node:zlib';

/** The text of one member of a ZIP file, at once; null when it has none of this name, or is no ZIP file. */
export function zipText(file: string, member: string): string | null {
  const archive = readFileSync(file);
  const end = archive.lastIndexOf('PK\x05\x06', undefined, 'latin1');
  if (end < 0) return null;
  let at = archive.readUInt32LE(end + 16);
  for (let left = archive.readUInt16LE(end + 10); left > 0; left -= 1) {
    const nameLength = archive.readUInt16LE(at + 28);
    const name = archive.toString('utf8', at + 46, at + 46 + nameLength);
    if (name === member) return textAt(archive, at);
    at += 46 + nameLength + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
  }
  return null;
}

function textAt(archive: Buffer, central: number): string {
  const size = archive.readUInt32LE(central + 20);
  const local = archive.readUInt32LE(central + 42);
  const start = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
  const packed = archive.subarray(start, start + size);
  return (archive.readUInt16LE(central + 10) === 0 ? packed : inflateRawSync(packed)).toString('utf8');
}
