import { createHash } from 'node:crypto';

/**
 * Fingerprints of the primary keys in a keyring, as apt's verifier finds them: 40 hexadecimal digits in upper case.
 *
 * Armored keyrings count where `allowsArmor`: apt reads them since 1.4, Ubuntu 16.04 has 1.2. What is no keyring has none.
 * Source: RFC 4880 4.2 (packet headers), 5.5.2 (public keys), 12.2 (fingerprints)
 */
export function fingerprintsIn(keyring: Buffer, { allowsArmor }: { readonly allowsArmor: boolean }): readonly string[] {
  const isArmored = keyring.toString('latin1', 0, armorHead.length) === armorHead;
  if (isArmored && !allowsArmor) return [];
  const binary = isArmored ? unarmored(keyring.toString('latin1')) : keyring;
  const found: string[] = [];
  for (let rest = binary; rest.length > 0;) {
    const packet = firstPacket(rest);
    if (packet === null) return found;
    if (packet.tag === publicKeyTag && packet.body[0] === 4) found.push(fingerprintOf(packet.body));
    rest = rest.subarray(packet.end);
  }
  return found;
}

/** The keyring as the text that servers publish. */
export function armored(keyring: Buffer): string {
  const lines = keyring.toString('base64').match(/.{1,64}/gu) ?? [];
  const sum = Buffer.alloc(3);
  sum.writeUIntBE(crc24(keyring), 0, 3);
  return [armorHead, '', ...lines, `=${sum.toString('base64')}`, '-----END PGP PUBLIC KEY BLOCK-----', ''].join('\n');
}

/** A version 4 RSA key, made of nothing but this number: nobody has its private half. */
export function publicKeyPacket(createdAt: number, modulus: Buffer): Buffer {
  const head = Buffer.alloc(6);
  head.writeUInt8(4, 0);
  head.writeUInt32BE(createdAt, 1);
  head.writeUInt8(1, 5);
  const body = Buffer.concat([head, multiprecision(modulus), multiprecision(Buffer.from([1, 0, 1]))]);
  const start = Buffer.alloc(3);
  start.writeUInt8(0x99, 0);
  start.writeUInt16BE(body.length, 1);
  return Buffer.concat([start, body]);
}

interface Packet {
  readonly tag: number;
  readonly body: Buffer;
  /** Where the next one begins. */
  readonly end: number;
}

function firstPacket(bytes: Buffer): Packet | null {
  const [head = 0] = bytes;
  if ((head & 0x80) === 0) return null;
  const isNew = (head & 0x40) !== 0;
  const length = isNew ? newLength(bytes) : oldLength(bytes);
  if (length === null || length.start + length.size > bytes.length) return null;
  const end = length.start + length.size;
  return { tag: isNew ? head & 0x3f : (head >> 2) & 0x0f, body: bytes.subarray(length.start, end), end };
}

interface Length {
  readonly start: number;
  readonly size: number;
}

function oldLength(bytes: Buffer): Length | null {
  const width = [1, 2, 4][(bytes[0] ?? 0) & 3];
  if (width === undefined || bytes.length < 1 + width) return null;
  return { start: 1 + width, size: bytes.readUIntBE(1, width) };
}

/** Partial lengths are for data, never for keys. */
function newLength(bytes: Buffer): Length | null {
  const [, first = 0, second = 0] = bytes;
  if (first < 192) return { start: 2, size: first };
  if (first < 224) return { start: 3, size: ((first - 192) << 8) + second + 192 };
  return first === 255 && bytes.length >= 6 ? { start: 6, size: bytes.readUInt32BE(2) } : null;
}

function fingerprintOf(body: Buffer): string {
  const head = Buffer.from([0x99, body.length >> 8, body.length & 255]);
  return createHash('sha1').update(head).update(body).digest('hex').toUpperCase();
}

function unarmored(text: string): Buffer {
  const [, block = ''] =
    /-----BEGIN [^\n]*\n(?:[^\n]*: [^\n]*\n)*\s*\n([^=-][\s\S]*?)\n(?:=[\w+/]{4}\n)?-----END/u.exec(text) ?? [];
  return Buffer.from(block, 'base64');
}

function multiprecision(number: Buffer): Buffer {
  const bits = Buffer.alloc(2);
  bits.writeUInt16BE(number.length * 8 - Math.clz32(number[0] ?? 0) + 24, 0);
  return Buffer.concat([bits, number]);
}

/** RFC 4880 6.1. */
function crc24(bytes: Buffer): number {
  let sum = 0xb704ce;
  for (const byte of bytes) {
    sum ^= byte << 16;
    for (let bit = 0; bit < 8; bit += 1) {
      sum <<= 1;
      if ((sum & 0x1000000) !== 0) sum ^= 0x1864cfb;
    }
  }
  return sum & 0xffffff;
}

const armorHead = '-----BEGIN PGP PUBLIC KEY BLOCK-----';
const publicKeyTag = 6;
