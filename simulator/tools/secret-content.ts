import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { BadUsage, ToolFailed } from './flags.ts';
import { fileProblem, quoted } from './format/go-text.ts';
import { parseSettings } from './settings-file.ts';

/** A key of a secret with what it is to hold: a text, base64 of it, or a file's content. */
export interface SecretWord {
  readonly key: string;
  readonly kind: 'base64' | 'file' | 'text';
  readonly value: string;
}

const keyRule = /^[a-z](?:-?[a-z0-9]){2,}$/u;
const largestValueBytes = 8 * 1024;
const largestContentBytes = 1024 * 1024;

/** `key=value`, `key#base64=value`, `key#file=path`. @throws BadUsage */
export function parseSecretWord(word: string): SecretWord {
  const at = word.indexOf('=');
  if (at < 1) throw new BadUsage(`key value ${quoted(word)} not valid`);
  return secretWord(word.slice(0, at), word.slice(at + 1));
}

/**
 * What the secret holds. A value that is no text is kept under its key with `#base64` behind it.
 *
 * Files are opened by the agent: a relative path means nothing to it.
 *
 * @throws ToolFailed when a file is not there, or something is too large
 */
export async function secretContent(words: readonly SecretWord[], file: string): Promise<Record<string, string>> {
  const all = [...(file === '' ? [] : await wordsOfFile(file)), ...words];
  const content: Record<string, string> = {};
  let totalBytes = 0;
  for (const word of all) {
    const bytes = await bytesOf(word);
    if (bytes.length > largestValueBytes)
      throw new ToolFailed(`secret content for key ${quoted(word.key)} too large: ${bytes.length} bytes`);
    totalBytes += bytes.length;
    const text = bytes.toString('utf8');
    if (Buffer.from(text).equals(bytes)) content[word.key] = text;
    else content[`${word.key}#base64`] = bytes.toString('base64');
  }
  if (totalBytes > largestContentBytes) throw new ToolFailed(`secret content too large: ${totalBytes} bytes`);
  return content;
}

function secretWord(name: string, value: string): SecretWord {
  const [, key = name, suffix] = /^(.*?)(?:#(base64|file))?$/su.exec(name) ?? [];
  if (!keyRule.test(key)) throw new BadUsage(`key ${quoted(name)} not valid`);
  return { key, kind: suffix === 'base64' || suffix === 'file' ? suffix : 'text', value };
}

async function wordsOfFile(file: string): Promise<SecretWord[]> {
  const entries = Object.entries(parseSettings((await readWhole(file)).toString('utf8')));
  try {
    return entries.map(([name, value]) => secretWord(name, value));
  } catch (error) {
    throw error instanceof BadUsage ? new ToolFailed(error.message) : error;
  }
}

async function bytesOf({ key, kind, value }: SecretWord): Promise<Buffer> {
  if (kind === 'text') return Buffer.from(value);
  if (kind === 'file') return readWhole(value);
  const bytes = Buffer.from(value, 'base64');
  if (bytes.toString('base64').replace(/=+$/u, '') !== value.replace(/=+$/u, ''))
    throw new ToolFailed(`value of key ${quoted(key)} is not base64`);
  return bytes;
}

async function readWhole(file: string): Promise<Buffer> {
  if (!path.isAbsolute(file)) throw new ToolFailed(`open ${file}: no such file or directory`);
  return readFile(file).catch((error: unknown) => {
    throw new ToolFailed(fileProblem(error, file));
  });
}
