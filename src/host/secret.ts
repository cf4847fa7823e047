import { inspect } from 'node:util';

/** A text that shows itself to `reveal()` only: printed, inspected or turned into JSON it is `***`. */
export class Secret {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** The text itself, for the file or the standard input that needs it. */
  reveal(): string {
    return this.#text;
  }

  toString(): string {
    return mask;
  }

  toJSON(): string {
    return mask;
  }

  [inspect.custom](): string {
    return mask;
  }
}

/** `text` as a secret. */
export function secret(text: string): Secret {
  return new Secret(text);
}

/**
 * `output` with `***` in place of the secret, of each of its lines, and of the values in it where it is a JSON object:
 * programs repeat their input in error messages.
 *
 * Parts shorter than six characters are left alone: they are brackets and the like, and without them a message is
 * hard to read.
 */
export function withoutSecret(output: string, hidden: Secret): string {
  const whole = hidden.reveal().trim();
  const parts = [...whole.split('\n'), ...jsonValues(whole)]
    .map((part) => part.trim())
    .filter(({ length }) => length >= 6);
  return [whole, ...parts].filter((part) => part !== '').reduce((text, part) => text.split(part).join(mask), output);
}

/**
 * `text` with `***` in place of what people put into addresses and settings of programs: `http://USER:PASSWORD@HOST`, and
 * values such as that of `splunk-token=VALUE`.
 */
export function withoutCredentials(text: string): string {
  return text.replace(userInUrl, `$1${mask}@`).replace(secretSetting, `$1${mask}`);
}

function jsonValues(text: string): readonly string[] {
  try {
    const json: unknown = JSON.parse(text);
    const values: readonly unknown[] = typeof json === 'object' && json !== null ? Object.values(json) : [];
    return values.filter((value) => typeof value === 'string');
  } catch {
    return [];
  }
}

const mask = '***';
/** A password may have an `@` of its own: up to the last one before the path. */
const userInUrl = /(:\/\/)[^\s/"']*@/gu;
const secretSetting = /((?:token|password|passwd|secret)[:=])[^\s,;"'\])]+/giu;
