import { withoutSecretForms } from './secret-forms.ts';
import { inBase64, lettersOf, spellingsOf } from './spellings.ts';

/** Gives a text back with `***` in place of every secret. */
export type Redact = (text: string) => string;

/**
 * Hides these secrets in each of their spellings, and besides whatever has the form of a secret.
 *
 * To be given whole texts: of a secret that is cut in two, neither half is one. Secrets of less than four letters cannot
 * be told from other text; they are hidden where their form says what they are.
 */
export function createRedactor(secrets: readonly string[]): Redact {
  const needles = [...new Set(secrets.map((each) => each.trim()))]
    .filter((each) => each.length >= shortest && !/^(?:true|false|null|none|\*+)$/iu.test(each))
    // The longest first: a part of it may be another.
    .sort((a, b) => b.length - a.length)
    .map(needleOf);
  return (text) => withoutSecretForms(needles.reduce((rest, hide) => hide(rest), text));
}

/** Looks for the part that most spellings share before it looks for them: most texts have no secret. */
function needleOf(text: string): Redact {
  const [plain, ...encoded] = spellingsOf(text);
  const letters = lettersOf(text);
  const parts = inBase64(text).map(lettersOf);
  return (given) => {
    let rest = given;
    if (plain !== undefined && given.includes(letters)) rest = rest.replace(plain, '***');
    encoded.forEach((form, index) => {
      if (given.includes(parts[index] ?? '')) rest = rest.replace(form, '***');
    });
    return rest;
  };
}

const shortest = 4;
