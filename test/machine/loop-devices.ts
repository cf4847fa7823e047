import { existsSync, readFileSync } from 'node:fs';

/** The devices that images are mounted through, of this computer; none where it has too few, or no squashfs. */
export function loopDevices(): readonly string[] {
  const numbered = Array.from({ length: 8 }, (_, index) => `/dev/loop${index}`).filter((device) => existsSync(device));
  const isComplete = existsSync(control) && numbered.length >= mostSnaps && hasSquashfs();
  return isComplete ? [control, ...numbered] : [];
}

function hasSquashfs(): boolean {
  return /\bsquashfs$/mu.test(readFileSync('/proc/filesystems', 'utf8'));
}

const control = '/dev/loop-control';
/** snapd, a base, three snaps of ours, and a second revision of one. */
const mostSnaps = 6;
