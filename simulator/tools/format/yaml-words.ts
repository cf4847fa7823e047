/** Whether a plain scalar with this text would be read as something else than a string, by the rules of YAML 1.1. */
export function isYamlWord(text: string): boolean {
  if (words.has(text)) return true;
  if (base60.test(text)) return true;
  if (!/^[-+.0-9]/u.test(text)) return false;
  return isTimestamp(text) || isNumber(text.replaceAll('_', ''));
}

const words = new Set([
  ...['', '~', '<<', '.nan', '.NaN', '.NAN'],
  ...['.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF', '-.inf', '-.Inf', '-.INF'],
  ...['y', 'n', 'yes', 'no', 'on', 'off', 'true', 'false', 'null'].flatMap((word) => [
    word,
    word.slice(0, 1).toUpperCase() + word.slice(1),
    word.toUpperCase(),
  ]),
]);

const base60 = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/u;

function isNumber(text: string): boolean {
  return (
    /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/u.test(text) ||
    /^[-+]?0(?:[xX][0-9a-fA-F]+|[oO]?[0-7]+|[bB][01]+)$/u.test(text)
  );
}

function isTimestamp(text: string): boolean {
  return /^\d{4}-\d\d?-\d\d?(?:(?:[Tt]\d\d?:\d\d?:\d\d?(?:\.\d+)?(?:Z|[-+]\d\d:\d\d))|(?: \d\d?:\d\d?:\d\d?(?:\.\d+)?))?$/u.test(
    text,
  );
}
