import { err, ok, withoutCredentials } from '../../host/host.ts';
import type { Files, Result } from '../../host/host.ts';
import { directiveConflicts } from '../../workload/dockerd/conflicts.ts';
import type { DirectiveConflict } from '../../workload/dockerd/conflicts.ts';
import { mergeDaemonJson, parseDaemonJson, renderDaemonJson } from '../../workload/dockerd/daemon-json.ts';
import type { DaemonConfig, MemberTaken, WrittenMembers } from '../../workload/dockerd/daemon-json.ts';
import type { DaemonMember } from '../../workload/dockerd/daemon-members.ts';
import { renderDockerDefaults } from '../../workload/dockerd/defaults.ts';
import { renderDockerDropIn } from '../../workload/dockerd/drop-in.ts';
import { readDockerArguments } from '../../workload/dockerd/flags.ts';
import type { DockerArguments } from '../../workload/dockerd/flags.ts';
import type { DockerUnit } from '../../workload/dockerd/unit.ts';
import { systemdWords } from '../../workload/dockerd/words.ts';
import type { OptionInvalid } from '../../workload/option-invalid.ts';
import { driftPaths } from '../drift-paths.ts';
import { inspectDockerUnit } from './docker-unit-files.ts';
import { firstFile } from '../first-file.ts';
import { shortened } from '../last-line.ts';

export interface DockerPlanFacts {
  readonly dockerOpts: string;
  readonly proxies: { readonly httpProxy: string; readonly httpsProxy: string; readonly noProxy: string };
  readonly runtime: string;
  readonly members: readonly DaemonMember[];
  readonly written: WrittenMembers;
}

/** What has to be on the machine so that dockerd has the configuration that is wanted, all of it worked out. */
export interface DockerPlan {
  readonly defaults: string;
  readonly dropIn: string;
  readonly daemonJson: {
    readonly config: DaemonConfig;
    readonly written: WrittenMembers;
    /** Its bytes, null where there is no file to be; undefined where the file is as it should be. */
    readonly content: string | null | undefined;
  };
  /** The words of `docker-opts`. */
  readonly options: readonly string[];
  /** Everything that dockerd is started with: what its unit says, then the options. */
  readonly args: readonly string[];
  /** Directives in both places that a dockerd that does not merge `runtimes` refuses. */
  readonly oldConflict: OptionInvalid | null;
}

/** The plan for this machine, or what stands against it. Nothing is changed. */
export async function planDocker(files: Files, facts: DockerPlanFacts): Promise<Result<DockerPlan, OptionInvalid>> {
  const [, dropInPath, daemonJsonPath] = driftPaths.docker;
  const defaults = renderDockerDefaults(facts);
  if (!defaults.ok) return defaults;
  const options = systemdWords(facts.dockerOpts.trim());
  const unit = await inspectDockerUnit(files, dropInPath);
  const read = readDockerArguments(options);
  const misplaced = misplacedOptions(read) ?? lostOptions(options, unit);
  if (misplaced !== null) return err(misplaced);
  const dropIn = renderDockerDropIn({
    ...facts.proxies,
    iptables: (await firstFile(files, ['/sbin/iptables', '/usr/sbin/iptables'])) ?? '/sbin/iptables',
    start: unit.start === null || unit.passesOptions ? null : `${unit.start} $DOCKER_OPTS`,
  });
  if (!dropIn.ok) return dropIn;

  const text = (await files.readText(daemonJsonPath)) ?? '';
  const found = parseDaemonJson(text);
  if (!found.ok) return err(fileInvalid(found.error, 'a JSON object, as dockerd reads it'));
  const merged = mergeDaemonJson(found.value, facts.members, facts.written);
  if (!merged.ok) return err(memberTaken(merged.error));
  const { config } = merged.value;

  const own = startArguments(unit.override?.start ?? unit.start ?? '');
  const conflict = (mergesRuntimes: boolean): OptionInvalid | null =>
    conflictOf(directiveConflicts(read.flags, config, { mergesRuntimes }), facts.members) ??
    unitConflictOf(directiveConflicts(readDockerArguments(own).flags, config, { mergesRuntimes }));
  const certain = conflict(true);
  if (certain !== null) return err(certain);
  const isSame = JSON.stringify(config) === JSON.stringify(found.value);
  const content = isSame ? undefined : renderDaemonJson(config, text);
  return ok({
    defaults: defaults.value,
    dropIn: dropIn.value,
    daemonJson: { ...merged.value, content },
    options,
    args: [...own, ...options],
    oldConflict: conflict(false),
  });
}

/** What makes dockerd something else than a daemon, or takes its configuration away from the charm. */
function misplacedOptions({ flags, stray }: DockerArguments): OptionInvalid | null {
  if (stray !== null) {
    // An old dockerd does not say so before it is started.
    const problem = `${shown(stray)} belongs to no argument`;
    return { option: 'docker-opts', problem, accepted: "dockerd's arguments; a switch takes a value after =" };
  }
  const flag = flags.find(({ name }) => ['config-file', 'help', 'rootless', 'validate', 'version'].includes(name));
  if (flag === undefined) return null;
  const problem =
    flag.name === 'config-file'
      ? `${flag.written} is the charm's own: it merges what it needs into /etc/docker/daemon.json`
      : `with ${flag.written} dockerd does not serve kubelet`;
  return { option: 'docker-opts', problem, accepted: `dockerd's arguments without ${flag.written}` };
}

/** A drop-in of the operator's that systemd reads after ours has the last word on how dockerd is started. */
function lostOptions(options: readonly string[], { override }: DockerUnit): OptionInvalid | null {
  if (override === null || override.passesOptions || options.length === 0) return null;
  const problem = `dockerd would not get them: ${override.path} starts it without $DOCKER_OPTS`;
  return { option: 'docker-opts', problem, accepted: `none, or $DOCKER_OPTS at the end of ExecStart in that file` };
}

/** The arguments in a unit's command: without the program and without variables, whose values are not known. */
function startArguments(start: string): readonly string[] {
  return systemdWords(start)
    .slice(1)
    .filter((word) => !word.startsWith('$'));
}

function conflictOf(conflicts: readonly DirectiveConflict[], members: readonly DaemonMember[]): OptionInvalid | null {
  const [first] = conflicts;
  if (first === undefined) return null;
  const ours = members.find(({ name }) => name.split('.')[0] === first.directive);
  const why = ours === undefined ? '' : `, which ${ours.from} needs there,`;
  return {
    option: 'docker-opts',
    problem: `${first.flag.written} and ${first.directive} in /etc/docker/daemon.json${why} are the same directive`,
    accepted: 'each directive in one of the two',
  };
}

function unitConflictOf([first]: readonly DirectiveConflict[]): OptionInvalid | null {
  if (first === undefined) return null;
  const { written, value } = first.flag;
  const flag = value === null ? written : `${written} ${shortened(withoutCredentials(value), 80)}`;
  return fileInvalid(
    `${first.directive} is there, and docker.service starts dockerd with ${flag}, which is the same directive`,
    `each directive in one of the two; a flag such as ${written} goes into docker-opts`,
  );
}

function memberTaken({ member, theirs }: MemberTaken): OptionInvalid {
  return fileInvalid(
    `${member.name} is ${shown(theirs)} there, and ${member.from} needs ${shown(member.value)}`,
    `no ${member.name}, or that value`,
  );
}

function fileInvalid(problem: string, accepted: string): OptionInvalid {
  return { option: '/etc/docker/daemon.json', problem, accepted };
}

function shown(value: unknown): string {
  return shortened(withoutCredentials(JSON.stringify(value) ?? 'nothing'), 80);
}
