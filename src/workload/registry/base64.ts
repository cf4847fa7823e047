/**
 * The bytes that a base64 text stands for; null for anything else than base64 with its padding.
 *
 * Line ends may be anywhere, as `base64` without `-w0` puts them.
 */
export function decodeBase64(text: string): Buffer | null {
  const bare = text.replace(/\r?\n/gu, '');
  const bytes = Buffer.from(bare, 'base64');
  // Buffer skips what is no base64, and takes base64 of URLs.
  return bytes.toString('base64') === bare ? bytes : null;
}

/** The text in UTF-8 that the bytes are; null where they are none. */
export function decodeUtf8(bytes: Buffer): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}
