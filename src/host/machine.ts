import { createApt } from './apt.ts';
import type { Apt } from './apt.ts';
import { createDownload } from './download.ts';
import type { Download } from './download.ts';
import { FileFailed } from './errors.ts';
import type { Files } from './files.ts';
import { createHttpGet } from './http.ts';
import type { HttpGet } from './http.ts';
import { parseOsRelease } from './os-release.ts';
import type { OsRelease } from './os-release.ts';
import { pciDevices } from './pci.ts';
import type { PciDevice } from './pci.ts';
import type { Wait } from './retry.ts';
import type { Run } from './run.ts';
import { createSnap } from './snap.ts';
import type { Snap } from './snap.ts';
import { createSystemd } from './systemd.ts';
import type { Systemd } from './systemd.ts';

/** One machine: what it is, and the ways to change it. */
export interface Machine {
  readonly run: Run;
  readonly files: Files;
  readonly apt: Apt;
  readonly snap: Snap;
  readonly systemd: Systemd;
  readonly httpGet: HttpGet;
  readonly wait: Wait;
  readonly download: Download;
  readonly release: () => Promise<OsRelease>;
  readonly hostName: () => Promise<string>;
  /** As dpkg names it: `amd64`, `arm64`, `s390x`. */
  readonly architecture: () => Promise<string>;
  /** What kind of container this is, for example `lxc`; null on a machine of its own. */
  readonly container: () => Promise<string | null>;
  /** Differs after every start of the machine; null where the kernel does not tell. */
  readonly bootId: () => Promise<string | null>;
  /** Those of one vendor, by PCI's number in lower-case hexadecimal, for example `10de`. */
  readonly pciDevices: (wanted: { readonly vendor: string }) => Promise<PciDevice[]>;
  readonly userExists: (name: string) => Promise<boolean>;
  /** Milliseconds since the epoch by the machine's clock, which may be set back. */
  readonly now: () => number;
}

/** The machine that `run` runs programs on and whose files are `files`. Nothing is remembered between questions. */
export function createMachine(given: { readonly run: Run; readonly files: Files; readonly wait?: Wait }): Machine {
  const { run, files, wait = reallyWait } = given;
  return {
    run,
    files,
    httpGet: createHttpGet(files),
    wait,
    download: createDownload({ run, wait }),
    apt: createApt({ run, wait }),
    snap: createSnap({ run, files, wait }),
    systemd: createSystemd(run),
    release: async () =>
      parseOsRelease((await files.readText('/etc/os-release')) ?? (await mustRead(files, '/usr/lib/os-release'))),
    hostName: async () => (await mustRead(files, '/proc/sys/kernel/hostname')).trim(),
    architecture: async () => (await run(['dpkg', '--print-architecture'])).stdout.trim(),
    container: async () => {
      // Outside of containers it prints `none` and ends with 1.
      const { stdout } = await run(['systemd-detect-virt', '--container'], { okExitCodes: [0, 1] });
      const kind = stdout.trim();
      return kind === '' || kind === 'none' ? null : kind;
    },
    bootId: async () => {
      const text = (await files.readText('/proc/sys/kernel/random/boot_id'))?.trim() ?? '';
      return text === '' ? null : text;
    },
    pciDevices: (wanted) => pciDevices(files, wanted),
    userExists: async (name) => {
      const users = (await files.readText('/etc/passwd')) ?? '';
      return users.split('\n').some((line) => line.startsWith(`${name}:`));
    },
    now: () => Date.now(),
  };
}

async function mustRead(files: Files, path: string): Promise<string> {
  const text = await files.readText(path);
  if (text === null) throw new FileFailed({ path, operation: 'read', code: 'ENOENT' });
  return text;
}

function reallyWait(delayMs: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, delayMs);
  });
}
