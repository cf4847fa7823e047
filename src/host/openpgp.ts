import { createHash } from 'node:crypto';
import { err, ok } from './result.ts';
import type { Result } from './result.ts';

/** A file of OpenPGP public keys, as apt takes it for a keyring. */
export interface PublicKeys {
  /** Without armor: apt of Ubuntu 16.04 reads no other form. */
  readonly binary: Buffer;
  /** Of the primary keys, 40 hexadecimal digits in upper case each, in the order of the file; never none. */
  readonly fingerprints: readonly string[];
}

/**
 * The public keys in a file, armored or not.
 *
 * Nothing is verified but the form and, in armor, the checksum: who trusts a key compares its fingerprint, and that the
 * key signed a repository is for apt to check. Anything but public keys with what belongs to them is refused.
 *
 * Source: RFC 4880, sections 4.2 (packets), 6.2 (armor), 12.2 (fingerprints); RFC 9580 keeps them for version 4
 */
export function readPublicKeys(file: Buffer): Result<PublicKeys, string> {
  const text = file.toString('latin1');
  const binary = text.includes('-----BEGIN ') ? unarmored(text) : ok(file);
  if (!binary.ok) return binary;
  const fingerprints: string[] = [];
  for (let at = 0; at < binary.value.length;) {
    const packet = packetAt(binary.value, at);
    if (packet === null) return err('it is no OpenPGP file, or it is cut off');
    if (!tagsOfKeys.includes(packet.tag)) return err(`it holds something that is no public key (tag ${packet.tag})`);
    if (packet.tag === primaryKey) {
      if (packet.body[0] !== 4) return err(`it holds a key of version ${packet.body[0] ?? 0}; only version 4 is known`);
      fingerprints.push(fingerprintOf(packet.body));
    } else if (fingerprints.length === 0) return err('it does not begin with a public key');
    at = packet.end;
  }
  return fingerprints.length === 0 ? err('it holds no key') : ok({ binary: binary.value, fingerprints });
}

interface Packet {
  readonly tag: number;
  readonly body: Buffer;
  /** Where the next one begins. */
  readonly end: number;
}

function packetAt(bytes: Buffer, at: number): Packet | null {
  const head = bytes[at] ?? 0;
  if ((head & 0x80) === 0) return null;
  const isNew = (head & 0x40) !== 0;
  const length = isNew ? newLength(bytes, at + 1) : oldLength(bytes, at + 1, head & 3);
  if (length === null || length.bodyAt + length.size > bytes.length) return null;
  const end = length.bodyAt + length.size;
  return { tag: isNew ? head & 0x3f : (head >> 2) & 0xf, body: bytes.subarray(length.bodyAt, end), end };
}

/** Packets of partial or indeterminate length hold data, never keys. */
function newLength(bytes: Buffer, at: number): { readonly size: number; readonly bodyAt: number } | null {
  const first = bytes[at] ?? 0xe0;
  if (first < 192) return { size: first, bodyAt: at + 1 };
  if (first < 224) return { size: ((first - 192) << 8) + (bytes[at + 1] ?? 0) + 192, bodyAt: at + 2 };
  return first === 255 && at + 5 <= bytes.length ? { size: bytes.readUInt32BE(at + 1), bodyAt: at + 5 } : null;
}

function oldLength(bytes: Buffer, at: number, type: number): { readonly size: number; readonly bodyAt: number } | null {
  const width = [1, 2, 4][type];
  if (width === undefined || at + width > bytes.length) return null;
  return { size: bytes.readUIntBE(at, width), bodyAt: at + width };
}

function fingerprintOf(body: Buffer): string {
  const head = Buffer.from([0x99, body.length >> 8, body.length & 0xff]);
  return createHash('sha1').update(head).update(body).digest('hex').toUpperCase();
}

/** The one block of armor in the text, decoded and checked. */
function unarmored(text: string): Result<Buffer, string> {
  const blocks = [...text.matchAll(armor)];
  const [, body = ''] = blocks[0] ?? [];
  if (blocks.length !== 1) return err('it is not one block of OpenPGP public keys');
  // Headers such as `Version:` end with an empty line.
  const lines = body.replace(/\r/gu, '').split('\n');
  const content = lines.slice(lines.findIndex((line) => line.trim() === '') + 1).map((line) => line.trim());
  const sum = content.find((line) => /^=[A-Za-z0-9+/]{4}$/u.test(line));
  const base64 = content.filter((line) => line !== '' && line !== sum).join('');
  if (!/^[A-Za-z0-9+/]+={0,2}$/u.test(base64)) return err('its armor is damaged');
  const bytes = Buffer.from(base64, 'base64');
  const isRight = sum === undefined || Buffer.from(sum.slice(1), 'base64').readUIntBE(0, 3) === crc24(bytes);
  return isRight ? ok(bytes) : err('its armor has another checksum than its content');
}

/** RFC 4880, 6.1. */
function crc24(bytes: Buffer): number {
  let crc = 0xb704ce;
  for (const byte of bytes) {
    crc ^= byte << 16;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc << 1) ^ ((crc & 0x800000) === 0 ? 0 : 0x1864cfb);
  }
  return crc & 0xffffff;
}

const armor = /-----BEGIN PGP PUBLIC KEY BLOCK-----[ \t]*\r?\n([\s\S]*?)-----END PGP PUBLIC KEY BLOCK-----/gu;
const primaryKey = 6;
/** Marker (a relic that readers skip), signature, primary key, subkey, user id, trust, user attribute. */
const tagsOfKeys: readonly number[] = [2, 6, 10, 12, 13, 14, 17];
