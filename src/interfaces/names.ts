import { isIP } from 'node:net';

/** 4 or 6 for an IP address without a zone, else 0. */
export function ipVersion(text: string): 0 | 4 | 6 {
  const version = text.includes('%') ? 0 : isIP(text);
  return version === 4 || version === 6 ? version : 0;
}

/** True for a DNS name of at most 253 characters; a dot at its end is allowed. */
export function isDnsName(text: string): boolean {
  const name = text.endsWith('.') ? text.slice(0, -1) : text;
  return name.length <= 253 && name.split('.').every((label) => dnsLabel.test(label));
}

/** True for an address range such as `10.1.0.0/16` or `fd00::/8`. */
export function isCidr(text: string): boolean {
  const [address = '', length = '', ...more] = text.split('/');
  const version = ipVersion(address);
  if (version === 0 || more.length > 0 || !/^(?:0|[1-9]\d{0,2})$/u.test(length)) return false;
  return Number(length) <= (version === 4 ? 32 : 128);
}

const dnsLabel = /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/u;
