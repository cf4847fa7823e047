import { createHash } from 'node:crypto';
import { armored, publicKeyPacket } from './openpgp.ts';

/** Who signs a repository. */
export interface SigningKey {
  /** Of the primary key. */
  readonly fingerprint: string;
  /** Of the key that signs, which may be a subkey: apt names it when it does not know it. */
  readonly signingKeyId: string;
  readonly user: string;
}

export const dockerKey: SigningKey = {
  fingerprint: '9DC858229FC7DD38854AE2D88D81803C0EBFCD88',
  signingKeyId: '7EA0A9C3F273FCD8',
  user: 'Docker Release (CE deb) <docker@docker.com>',
};

export const nvidiaKey: SigningKey = {
  fingerprint: 'C95B321B61E88C1809C4F759DDCAE044F796ECB0',
  signingKeyId: 'DDCAE044F796ECB0',
  user: 'NVIDIA CORPORATION (Open Source Projects) <cudatools@nvidia.com>',
};

export const cudaKey: SigningKey = {
  fingerprint: 'EB693B3035CD5710E231E123A4B469963BF863CC',
  signingKeyId: 'A4B469963BF863CC',
  user: 'cudatools <cudatools@nvidia.com>',
};

/** What a server gives for a key's URL; null for other URLs. */
export function publishedKey(url: string): Buffer | null {
  const packet = published.find(({ pattern }) => pattern.test(url))?.packet;
  return packet === undefined ? null : Buffer.from(armored(packet));
}

/** A key of nobody, different for each name: what a repository that was broken into would publish. */
export function otherKey(name: string): Buffer {
  const digest = createHash('sha512').update(name).digest();
  const modulus = Buffer.concat([digest, digest, digest, digest]);
  // Both ends odd: a number of 2048 bits, and no even one.
  modulus[0] = (modulus[0] ?? 0) | 0x80;
  modulus[modulus.length - 1] = (modulus[modulus.length - 1] ?? 0) | 1;
  return publicKeyPacket(1_650_000_000, modulus);
}

/** The primary key's packet of the key that Docker publishes; user ids, signatures and the subkey are left out. */
const dockerPacket = packetOf([
  'mQINBFit2ioBEADhWpZ8/wvZ6hUTiXOwQHXMAlaFHcPH9hAtr4F1y2+OYdbtMuth',
  'lqqwp028AqyY+PRfVMtSYMbjuQuu5byyKR01BbqYhuS3jtqQmljZ/bJvXqnmiVXh',
  '38UuLa+z077PxyxQhu5BbqntTPQMfiyqEiU+BKbq2WmANUKQf+1AmZY/IruOXbnq',
  'L4C1+gJ8vfmXQt99npCaxEjaNRVYfOS8QcixNzHUYnb6emjlANyEVlZzeqo7XKl7',
  'UrwV5inawTSzWNvtjEjj4nJL8NsLwscpLPQUhTQ+7BbQXAwAmeHCUTQIvvWXqw0N',
  'cmhh4HgeQscQHYgOJjjDVfoY5MucvglbIgCqfzAHW9jxmRL4qbMZj+b1XoePEtht',
  'ku4bIQN1X5P07fNWzlgaRL5Z4POXDDZTlIQ/El58j9kp4bnWRCJW0lya+f8ocodo',
  'vZZ+Doi+fy4D5ZGrL4XEcIQP/Lv5uFyf+kQtl/94VFYVJOleAv8W92KdgDkhTcTD',
  'G7c0tIkVEKNUq48b3aQ64NOZQW7fVjfoKwEZdOqPE72Pa45jrZzvUFxSpdiNk2tZ',
  'XYukHjlxxEgBdC/J3cMMNRE1F4NCA3ApfV1Y7/hTeOnmDuDYwr9/obA8t016Yljj',
  'q5rdkywPf4JF8mXUW5eCN1vAFHxeg9ZWemhBtQmGxXnw9M+z6hWwc6ahmwARAQAB',
]);

/** The same of the key that NVIDIA publishes for its container software. */
const nvidiaPacket = packetOf([
  'mQINBFnNWDEBEACiX68rxIWvqH3h2GykO25oK9BAqV8fDtb6lXEbw3eKx4g87BRz',
  'M3DQBA0S0IfkQ72ovJ33H50+gVTXuu+Zme5muWk72m3pApccZVDLqdzYlpWPruNb',
  'MC+IlWr70yo8Jw8Zr1ihbWjFvMbDJTkgqPt2djNq3xxvdiKoZlgnpLRKIpSu9iBQ',
  'lNoZLHxTQKFH4219L77prRogv2QV1ckBL5lDVOERJuHo4jHE8mm9/NZ6v3m2HGuu',
  'AEZ7T9nWlPGiAIP8Pww4ZRTJcBANcI2EFKPLdfP61HTH6w0kVMkoAaGlemadTDl3',
  'ZcLpUpTFLc+ko/2uQ1qVPx9QYyoMrorS3kUmlXrhsA7FvcB09aIcb+JX6SVkcbO5',
  'A5+baCa3owwUtFBXMHM5hqpLv4P3/GsuW6283YwLZCf53dJY4lJZePqzPGsvs/wS',
  'vhnZrFvb61i/Aqm0hjhVh7h6VNxUiE8geMcjxy29LtzajoyS0EPVxes4xZu0VbS7',
  '8LQyCNHSpS7TFmtVUQmbXqDN7cpiyr9+yutr0lZOMc7NYQt0nP/3RtYkWEob6wXa',
  'rVImHas1OYzlZymdO1uAnqkediS61E2vSD1OEq37/375FB/Q3AYXuNkQzDjYoJJz',
  '9wsv7Xp0bdPzQ/daLdIFNQXo5MmVIirsWM07JvbZaJhDOiJxGn0MPf11/QARAQAB',
]);

const published: readonly { readonly pattern: RegExp; readonly packet: Buffer }[] = [
  { pattern: /^https:\/\/download\.docker\.com\/linux\/ubuntu\/gpg$/u, packet: dockerPacket },
  {
    pattern: /^https:\/\/nvidia\.github\.io\/(?:libnvidia-container|nvidia-container-runtime|nvidia-docker)\/gpgkey$/u,
    packet: nvidiaPacket,
  },
  // NVIDIA's key for CUDA was not at hand: this is another one, and a charm that checks fingerprints refuses it.
  {
    pattern:
      /^https:\/\/developer\.download\.nvidia\.com\/compute\/cuda\/repos\/[a-z0-9]+\/[a-z0-9_]+\/3bf863cc\.pub$/u,
    packet: otherKey('cuda'),
  },
];

function packetOf(lines: readonly string[]): Buffer {
  return Buffer.from(lines.join(''), 'base64');
}
