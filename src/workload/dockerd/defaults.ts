import { err, ok } from '../../host/host.ts';
import type { Result } from '../../host/host.ts';
import type { OptionInvalid } from '../option-invalid.ts';

/*
 * dockerd's configuration has three places: the operator's arguments stay arguments (`defaults.ts`), what surrounds the
 * process is a drop-in of its unit (`drop-in.ts`, `unit.ts`), what the charm itself wants is merged into
 * /etc/docker/daemon.json (`daemon-json.ts`, `daemon-members.ts`). dockerd refuses a directive that is in two of them
 * (`flags.ts`, `conflicts.ts`).
 */

/** The bytes of /etc/default/docker, from which dockerd's unit takes `DOCKER_OPTS`: two blanks, then `docker-opts`. */
export function renderDockerDefaults(facts: {
  readonly dockerOpts: string;
  /** For the reader only. */
  readonly runtime: string;
}): Result<string, OptionInvalid> {
  const operators = facts.dockerOpts.trim();
  if (unquotable.test(operators)) {
    return err({
      option: 'docker-opts',
      problem: 'it has a line break, a control character, a double quote or a backslash',
      accepted: "dockerd's arguments in one line, for example --storage-driver=overlay2 --log-level=warn",
    });
  }
  const lines = [
    '# This file is written by Juju.',
    '# Do not edit it: changes are overwritten. Use the option docker-opts.',
    `# runtime = ${facts.runtime}`,
    '',
    '',
    `DOCKER_OPTS="  ${operators}"`,
  ];
  return ok(`${lines.join('\n')}\n`);
}

/** What would end the quoted value, or be taken away by systemd as an escape. */
const unquotable = /["\\]|[^\P{Cc}\t]/u;
