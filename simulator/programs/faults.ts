import type { Answer, Fault, Program, ProgramCall } from '../contract.ts';
import { refused, said } from './answers.ts';
import { snapInfo } from './snap-info.ts';

/** The program, failing first where a fault of the machine asks for it. */
export function withFaults(program: Program): Program {
  return async (call) => {
    const fault = takeFault(call);
    return fault === null ? program(call) : faultAnswer(call, fault);
  };
}

/** The fault that this call meets; it is used up by one. */
function takeFault({ machine, program, argv }: ProgramCall): Fault | null {
  const words = argv.join(' ');
  const index = machine.faults.findIndex(
    (fault) => fault.program === program && fault.times !== 0 && words.includes(fault.match ?? ''),
  );
  const fault = machine.faults[index];
  if (fault === undefined) return null;
  if (fault.times > 0) fault.times -= 1;
  if (fault.times === 0) machine.faults.splice(index, 1);
  return fault;
}

function faultAnswer(call: ProgramCall, { kind }: Fault): Answer {
  const words = call.argv.filter((arg) => !arg.startsWith('-'));
  const [verb = '', ...names] = words;
  switch (call.program) {
    case 'apt-get':
    case 'dpkg':
      return aptFault(kind, verb, names);
    case 'snap':
      // It keeps to itself what it could not ask.
      if (verb === 'info') return snapInfo(call, names, false);
      return snapFault(kind, verb, names);
    case 'systemctl':
      return refused(
        1,
        `Job for ${names[0] ?? verb}.service failed because the control process exited with error code. See "systemctl status ${names[0] ?? verb}.service" and "journalctl -xe" for details.`,
      );
    case 'docker':
      if (kind !== 'offline')
        return refused(
          1,
          'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?',
        );
      return refused(
        1,
        `Error response from daemon: Get https://${words.at(-1)}/v2/: dial tcp: lookup ${words.at(-1)}: no such host`,
      );
    case 'kubectl':
      if (kind === 'offline') return refused(1, 'Unable to connect to the server: dial tcp: i/o timeout');
      return refused(
        1,
        'Error from server (InternalError): an error on the server has prevented the request from succeeding',
      );
    default:
      return refused(1, `${call.program}: simulated failure (${kind})`);
  }
}

function aptFault(kind: Fault['kind'], verb: string, names: readonly string[]): Answer {
  switch (kind) {
    case 'busy':
    case 'locked': {
      const file = verb === 'update' ? '/var/lib/apt/lists/lock' : '/var/lib/dpkg/lock';
      const folder = verb === 'update' ? '/var/lib/apt/lists/' : '/var/lib/dpkg/';
      const name = verb === 'update' ? 'directory' : 'administration directory';
      return refused(
        100,
        `E: Could not get lock ${file} - open (11: Resource temporarily unavailable)\nE: Unable to lock the ${name} (${folder}), is another process using it?`,
      );
    }
    case 'offline': {
      const resolving = "Temporary failure resolving 'archive.ubuntu.com'";
      if (verb === 'update') {
        const url = 'http://archive.ubuntu.com/ubuntu/dists/xenial/InRelease';
        return said(
          `Err:1 http://archive.ubuntu.com/ubuntu xenial InRelease\n  ${resolving}\nReading package lists...\n`,
          `W: Failed to fetch ${url}  ${resolving}\nW: Some index files failed to download. They have been ignored, or old ones used instead.\n`,
        );
      }
      const failed = names.map(
        (name) =>
          `E: Failed to fetch http://archive.ubuntu.com/ubuntu/pool/main/${name[0] ?? ''}/${name}/${name}.deb  ${resolving}\n`,
      );
      return refused(
        100,
        `${failed.join('')}E: Unable to fetch some archives, maybe run apt-get update or try with --fix-missing?`,
      );
    }
    case 'fail':
      return refused(
        100,
        `dpkg: error processing package ${names[0] ?? 'libc-bin'} (--configure):\n subprocess installed post-installation script returned error exit status 1\nErrors were encountered while processing:\n ${names[0] ?? 'libc-bin'}\nE: Sub-process /usr/bin/dpkg returned an error code (1)`,
      );
  }
}

function snapFault(kind: Fault['kind'], verb: string, names: readonly string[]): Answer {
  const name = (verb === 'set' ? names[0] : names.at(-1)) ?? 'core';
  switch (kind) {
    case 'busy':
    case 'locked':
      return refused(10, `error: snap "${name}" has "install-snap" change in progress`);
    case 'offline':
      return refused(
        1,
        `error: cannot ${verb} "${name}": Post https://api.snapcraft.io/v2/snaps/refresh: dial tcp: lookup api.snapcraft.io: no such host`,
      );
    case 'fail':
      return refused(
        1,
        `error: cannot perform the following tasks:\n- Mount snap "${name}" (438) (mount: /snap/${name}/438: mount failed: Unknown error -1)`,
      );
  }
}
