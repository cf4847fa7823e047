import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { agentFolder, pathOnMachine } from '../agent/juju.ts';
import { applicationOf } from '../model/model.ts';
import { BadUsage, refuseMoreThan, ToolFailed } from './flags.ts';
import type { ToolCall, Tools } from './tool.ts';

/** Files that the operator or the store gives to the charm. */
export const resourceTools: Tools = {
  'resource-get': {
    usage: '<resource name>',
    summary: 'Print where the newest content of a resource is, once it is there.',
    prepare: (args, call) => {
      const [name = ''] = args.words;
      if (name === '') throw new BadUsage('missing required resource name');
      refuseMoreThan(1, args);
      return () => fetchResource(call, name);
    },
  },
};

/** The file is written over in place when its content differs. */
function fetchResource({ juju, context }: ToolCall, name: string): string {
  const application = applicationOf(juju.model, context.unit.application);
  const { resources } = juju.charmOf(application).metadata;
  const definition = Object.hasOwn(resources, name) ? resources[name] : undefined;
  const source = definition === undefined ? null : juju.resourceFile(application, name);
  if (definition === undefined || source === null)
    throw new ToolFailed(`could not download resource: resource "${application.name}/${name}" not found`);
  const machine = juju.machine(context.unit.machine);
  const folder = path.join(agentFolder(machine, context.unit.name), 'resources');
  const target = path.join(folder, definition.filename);
  const answer = pathOnMachine(machine, target);
  mkdirSync(folder, { recursive: true });
  if (existsSync(target) && readFileSync(target).equals(readFileSync(source))) return answer;
  copyFileSync(source, target);
  chmodSync(target, 0o644);
  return answer;
}
