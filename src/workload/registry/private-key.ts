import { createPrivateKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { err, ok } from '../../host/host.ts';
import type { Result } from '../../host/host.ts';
import { pemBlocks } from './pem.ts';

/** The one private key in a PEM text, or why the registry could not be served with it. No part of it is in the error. */
export function parseServerKey(text: string): Result<KeyObject, string> {
  const keys = pemBlocks(text).filter(({ label }) => label.endsWith('PRIVATE KEY'));
  const [only, ...more] = keys;
  if (only === undefined) return err('it holds no private key');
  if (more.length > 0) return err(`it holds ${keys.length} private keys`);
  // The second form is that of OpenSSL before PKCS8.
  if (only.label.startsWith('ENCRYPTED') || only.text.includes('\nProc-Type: 4,ENCRYPTED'))
    return err('the key is encrypted, and nobody could type its password');
  const key = readPrivateKey(only.text);
  if (key === null) return err('the key cannot be read');
  const { asymmetricKeyType, asymmetricKeyDetails } = key;
  if (asymmetricKeyType === 'rsa') return ok(key);
  if (asymmetricKeyType !== 'ec') return err(`the key is of the kind ${asymmetricKeyType ?? 'unknown'}`);
  const curve = asymmetricKeyDetails?.namedCurve ?? 'unknown';
  return curves.includes(curve) ? ok(key) : err(`the key is on the curve ${curve}, which few programs know`);
}

function readPrivateKey(pem: string): KeyObject | null {
  try {
    return createPrivateKey(pem);
  } catch {
    return null;
  }
}

/** P-256, P-384 and P-521. */
const curves: readonly string[] = ['prime256v1', 'secp384r1', 'secp521r1'];
