/** The last line of a program's output that is not empty and that `counts`, without blanks around it; null if none is. */
export function lastLine(output: string, counts: (line: string) => boolean = () => true): string | null {
  const lines = output.split('\n').map((line) => line.trim());
  return lines.filter((line) => line !== '' && counts(line)).at(-1) ?? null;
}

/** What stands before the pointer to its help with which a program of Docker's ends a complaint. */
export function withoutHelp(output: string): string {
  const [said = ''] = output.split(/^See '/mu);
  return said;
}

/** The text, cut off with three dots where it is longer than that many characters. */
export function shortened(text: string, longest: number): string {
  return text.length > longest ? `${text.slice(0, longest - 3)}...` : text;
}
