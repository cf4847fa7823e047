import pc from 'picocolors';
import type { StatusWord } from '../../contract.ts';

/** The word in the colour that Juju gives it. For terminals only. */
export function paintStatus(word: StatusWord): string {
  const colours = pc.createColors(true);
  switch (word) {
    case 'active':
      return colours.green(word);
    case 'blocked':
    case 'error':
      return colours.red(word);
    case 'maintenance':
    case 'waiting':
      return colours.yellow(word);
    case 'terminated':
    case 'unknown':
      return word;
  }
}

/** The text as a heading. For terminals only. */
export function paintHeading(text: string): string {
  return pc.createColors(true).bold(text);
}
