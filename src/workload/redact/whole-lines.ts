/**
 * The text up to its last line end: what was cut off in the middle of a line may be half of a secret, which nobody would
 * know by sight. Nothing of a text without line ends.
 */
export function wholeLines(text: string): string {
  return text.slice(0, text.lastIndexOf('\n') + 1);
}
