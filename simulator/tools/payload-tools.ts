import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'yaml';
import * as z from 'zod';
import type { Unit } from '../model/model.ts';
import { BadUsage, refuseMoreThan, ToolFailed } from './flags.ts';
import { fileProblem, quoted, quotedList } from './format/go-text.ts';
import type { ToolCall, Tools } from './tool.ts';

const statuses = ['running', 'starting', 'stopped', 'stopping'] as const;
const isIn = ({ hasPayloads }: { readonly hasPayloads: boolean }) => hasPayloads;

/** Programs that the unit says it runs. */
export const payloadTools: Tools = {
  'payload-register': {
    usage: '<type> <class> <id> [tags...]',
    summary: 'Say that this unit runs a payload that metadata.yaml declares.',
    isIn,
    prepare: ({ words }, call) => {
      const [type, name, id, ...labels] = words;
      if (type === undefined || name === undefined || id === undefined)
        throw new BadUsage('missing required arguments');
      return async () => {
        await refuseUndeclared(call, name, type);
        const payloads = payloadsOf(call.context.unit);
        payloads[`${name}/${id}`] = { type, class: name, id, labels, status: 'running' };
        return undefined;
      };
    },
  },
  'payload-unregister': {
    usage: '<class> <id>',
    summary: 'Say that this unit does not run a payload any more.',
    isIn,
    prepare: (args, { context }) => {
      const [name, id] = args.words;
      if (name === undefined || id === undefined) throw new BadUsage('missing required arguments');
      refuseMoreThan(2, args);
      return () => {
        delete payloadsOf(context.unit)[`${name}/${id}`];
        return undefined;
      };
    },
  },
  'payload-status-set': {
    usage: '<class> <id> <starting | running | stopping | stopped>',
    summary: 'Say how a payload of this unit is.',
    isIn,
    prepare: (args, { context }) => {
      const [name, id, word] = args.words;
      if (name === undefined || id === undefined || word === undefined)
        throw new BadUsage('missing required arguments');
      refuseMoreThan(3, args);
      const status = statuses.find((each) => each === word);
      if (status === undefined)
        throw new BadUsage(`status ${quoted(word)} not supported; expected one of ${quotedList(statuses)}`);
      return () => {
        const payloads = payloadsOf(context.unit);
        const payload = payloads[`${name}/${id}`];
        if (payload === undefined) throw new ToolFailed(`payload ${quoted(`${name}/${id}`)} not found`);
        if (payload.status !== status) payloads[`${name}/${id}`] = { ...payload, status };
        return undefined;
      };
    },
  },
};

function payloadsOf(unit: Unit): NonNullable<Unit['payloads']> {
  if (unit.payloads === undefined) unit.payloads = {};
  return unit.payloads;
}

const metadataShape = z.object({ payloads: z.record(z.string(), z.object({ type: z.string() })).default({}) });

/** What is declared is read from where the tool was called. */
async function refuseUndeclared({ cwd }: ToolCall, name: string, type: string): Promise<void> {
  const file = path.join(cwd, 'metadata.yaml');
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new ToolFailed(fileProblem(error, file));
  });
  const decoded = metadataShape.safeParse(parse(text));
  const declared = decoded.success ? decoded.data.payloads[name]?.type : undefined;
  if (declared === undefined) throw new ToolFailed(`payload ${quoted(name)} not found in metadata.yaml`);
  if (declared !== type)
    throw new ToolFailed(`incorrect type ${quoted(type)} for payload ${quoted(name)}, expected ${quoted(declared)}`);
}
