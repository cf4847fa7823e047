import type { OsRelease } from '../host/host.ts';

/**
 * The drop-in that keeps a service up, whatever it ends with and however often.
 *
 * systemd 229, of Ubuntu 16.04, has the limit of starts in another section and by another name.
 * Source: systemd NEWS, changes in version 230
 */
export function desiredSupervision({ id, versionId }: Pick<OsRelease, 'id' | 'versionId'>): string {
  const isOld = id === 'ubuntu' && Number.parseFloat(versionId) < firstWithInterval;
  const [unit, service] = isOld ? ['', 'StartLimitInterval=0\n'] : ['[Unit]\nStartLimitIntervalSec=0\n\n', ''];
  return `${unit}[Service]\nRestart=always\nRestartSec=10\n${service}`;
}

/** Ubuntu 16.10, the first with systemd 231. */
const firstWithInterval = 16.1;
