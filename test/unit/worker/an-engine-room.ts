import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { aMachine } from '../host/stand-ins.ts';
import type { TestMachine } from '../host/stand-ins.ts';

/** A machine with packages, an archive and services, as far as an upgrade of them looks. */
export interface EngineRoom extends TestMachine {
  /** By package: version, and ` held` where it is. */
  readonly packages: () => Readonly<Record<string, string>>;
  readonly starts: (service: string) => number;
  /** Something that a script of this machine asks for: a failure, a package that restarts its service. */
  readonly set: (switchName: string) => void;
}

/** `archive` maps a package to the version that it has there, `installed` to the one on the machine (` held` after it). */
export function anEngineRoom(given: {
  readonly installed: Readonly<Record<string, string>>;
  readonly archive: Readonly<Record<string, string>>;
  readonly services?: readonly string[];
}): EngineRoom {
  const machine = aMachine();
  const folder = (name: string) => path.join(machine.root, 'room', name);
  const keep = (kind: string, values: Readonly<Record<string, string>>) => {
    mkdirSync(folder(kind), { recursive: true });
    for (const [name, value] of Object.entries(values)) writeFileSync(path.join(folder(kind), name), `${value}\n`);
  };
  keep('installed', given.installed);
  keep('archive', given.archive);
  keep('starts', Object.fromEntries((given.services ?? ['docker']).map((name) => [name, '1'])));
  keep('set', {});
  const room = `${machine.root}/room/`;
  const known = 'read version held';
  machine.script(
    'dpkg-query',
    `shift 2; code=0
    for name; do
      if [ -e ${room}installed/$name ]; then
        ${known} < ${room}installed/$name
        [ "$held" = held ] && echo "$name $version hi " || echo "$name $version ii "
      else code=1; fi
    done; exit $code`,
  );
  machine.script(
    'apt-cache',
    `shift; for name; do
      [ -e ${room}archive/$name ] && printf '%s:\\n  Installed: x\\n  Candidate: %s\\n' $name "$(/bin/cat ${room}archive/$name)"
    done; exit 0`,
  );
  machine.script(
    'apt-mark',
    `verb=$1; shift
    [ $verb = hold ] && [ -e ${room}set/hold-fails ] && { echo "E: no hold" >&2; exit 100; }
    for name; do
      ${known} < ${room}installed/$name
      [ $verb = hold ] && echo "$version held" > ${room}installed/$name || echo "$version" > ${room}installed/$name
    done`,
  );
  machine.script(
    'apt-get',
    `case "$*" in *update) [ -e ${room}set/offline ] && echo "W: Failed to fetch http://x" >&2; exit 0;; esac
    [ -e ${room}set/install-fails ] && { echo "E: broken package" >&2; exit 100; }
    for name; do
      [ -e ${room}installed/$name ] || continue
      ${known} < ${room}installed/$name
      [ "$held" = held ] && { echo "E: Held packages were changed and -y was used without --allow-change-held-packages." >&2; exit 100; }
      /bin/cp ${room}archive/$name ${room}installed/$name
      [ -e ${room}set/$name-restarts ] && { read n < ${room}starts/docker; echo $((n + 1)) > ${room}starts/docker; }
    done
    [ -e ${room}set/fails-afterwards ] && { echo "E: Sub-process /usr/bin/dpkg returned an error code (1)" >&2; exit 100; }
    exit 0`,
  );
  machine.script(
    'systemctl',
    `verb=$1; shift
    case $verb in
    show) shift; for unit; do
      if [ -e ${room}starts/$unit ]; then read n < ${room}starts/$unit
        printf 'Id=%s.service\\nLoadState=loaded\\nActiveState=active\\nSubState=running\\n' $unit
        [ -e ${room}set/no-invocation-ids ] && echo "ExecMainStartTimestampMonotonic=$n" || echo "InvocationID=$n"
      else printf 'Id=%s.service\\nLoadState=not-found\\nActiveState=inactive\\nSubState=dead\\n' $unit; fi; echo
    done;;
    restart) [ -e ${room}set/restart-fails ] && { echo "Job for $1.service failed" >&2; exit 1; }
      read n < ${room}starts/$1; echo $((n + 1)) > ${room}starts/$1;;
    esac`,
  );
  const read = (kind: string) =>
    Object.fromEntries(
      readdirSync(folder(kind)).map((name) => [name, readFileSync(path.join(folder(kind), name), 'utf8').trim()]),
    );
  return {
    ...machine,
    packages: () => read('installed'),
    starts: (service) => (existsSync(path.join(folder('starts'), service)) ? Number(read('starts')[service]) : 0),
    set: (name) => writeFileSync(path.join(folder('set'), name), ''),
  };
}
