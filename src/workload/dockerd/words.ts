/**
 * The words that systemd makes of a variable such as `$DOCKER_OPTS`: split at blanks, quotes taken away, a quote that
 * is never closed reaches to the end.
 *
 * Source: systemd.service(5), "Command lines"; replace_env_argv in systemd's src/basic (229 to 252)
 */
export function systemdWords(text: string): readonly string[] {
  const words: string[] = [];
  let word: string | null = null;
  let quote: string | null = null;
  for (const character of text) {
    if (quote === null && blanks.includes(character)) {
      if (word !== null) words.push(word);
      word = null;
    } else if (character === quote) quote = null;
    else if (quote === null && quotes.includes(character)) {
      quote = character;
      word ??= '';
    } else word = (word ?? '') + character;
  }
  return word === null ? words : [...words, word];
}

/** Others that Unicode knows are parts of a word. */
const blanks = ' \t\n\r';
const quotes = `'"`;
