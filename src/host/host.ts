/*
 * host: the machine as the charm sees it. Everything that touches the world outside this process goes through here:
 * programs, files, apt, snap, systemd. It knows nothing of Juju, of Kubernetes or of this charm.
 *
 * May import: nothing of ours. Others import this file only.
 * Start reading at machine.ts (what a machine offers), then run.ts (a program by its argv) and files.ts (atomic writes).
 * Paths are those of production; a root (empty in production) is put in front of them here and nowhere else, so that
 * the same program serves simulated machines.
 * Errors: a program that fails is a CommandFailed, a file that cannot be read or written a FileFailed. What may pass by
 * itself (locked, busy, offline) is retried within bounds, and says so in `context.reason` when it did not.
 */
export type { Apt, AptInstalled, InstalledPackage, InstallOptions } from './apt.ts';
export { CharmError, CommandFailed, DownloadFailed, FileFailed, Impossible } from './errors.ts';
export type { CommandDetails, ErrorContext, FailureReason } from './errors.ts';
export { createFiles } from './files.ts';
export type { AppendOptions, Files, FileStat, WriteOptions } from './files.ts';
export { HostPath, hostPath } from './host-path.ts';
export { createMachine } from './machine.ts';
export type { Machine } from './machine.ts';
export { readPublicKeys } from './openpgp.ts';
export type { OsRelease } from './os-release.ts';
export { parseJson } from './parse-json.ts';
export { err, ok } from './result.ts';
export type { Result } from './result.ts';
export { createRun } from './run.ts';
export type { Arg, Run, RunCommand, RunOptions, RunResult } from './run.ts';
export { Secret, secret, withoutCredentials } from './secret.ts';
export type { Snap, SnapSource } from './snap.ts';
export { unitRun } from './systemd.ts';
export type { Systemd, UnitState } from './systemd.ts';
