import { unitTag } from '../model/model.ts';
import { BadUsage, parsePairs, ToolFailed } from './flags.ts';
import { quoted } from './format/go-text.ts';
import type { ToolCall, Tools } from './tool.ts';

/** The log and, in collect-metrics, metrics. */
export const logTools: Tools = {
  'juju-log': {
    usage: '<message>',
    summary: "Write a line to the model's log.",
    restrictedTo: ['collect-metrics', 'meter-status-changed'],
    isFormatDeprecated: true,
    flags: () => [
      { names: ['debug'], help: 'Log at level DEBUG' },
      { names: ['l', 'log-level'], value: 'INFO', help: 'Log at this level' },
    ],
    prepare: (args, call) => {
      if (args.words.length === 0) throw new BadUsage('no message specified');
      const level = args.booleans['debug'] === true ? 'DEBUG' : (args.values['log-level'] ?? 'INFO');
      return () => {
        log(call, level, args.words.join(' '));
        return undefined;
      };
    },
  },
  'add-metric': {
    usage: '<key>=<value> [...]',
    summary: 'Record measurements; only while collect-metrics runs.',
    restrictedTo: ['collect-metrics'],
    isIn: ({ hasMetrics }) => hasMetrics,
    flags: () => [{ names: ['l', 'labels'], value: '""', help: 'Labels of the measurements: key=value,...' }],
    prepare: (args, { context }) => {
      if (args.words.length === 0) throw new BadUsage('no metrics specified');
      for (const value of Object.values(parsePairs(args.words)))
        if (!isNumber(value)) throw new BadUsage(`invalid value type: expected float, got ${quoted(value)}`);
      parsePairs((args.values['labels'] ?? '').split(','));
      return () => {
        if (context.hook.name !== 'collect-metrics' || context.task !== null)
          throw new ToolFailed('cannot record metric: metrics not allowed in this context');
        return undefined;
      };
    },
  },
};

const levels = ['TRACE', 'DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL'] as const;

function log({ juju, context: { unit, hook } }: ToolCall, wanted: string, text: string): void {
  const line = { entity: unitTag(unit.name), module: `unit.${unit.name}.juju-log` };
  const word = wanted.toUpperCase();
  const level = levels.find((each) => each === (word === 'WARN' ? 'WARNING' : word));
  const { relation } = hook;
  const prefix = relation === null ? '' : `${relation.endpoint}:${relation.id}: `;
  if (level === undefined)
    juju.log({ ...line, level: 'WARNING', message: `Specified log level of ${quoted(wanted)} is not valid` });
  juju.log({ ...line, level: level ?? 'INFO', message: prefix + text });
}

function isNumber(text: string): boolean {
  return text !== '' && Number.isFinite(Number(text));
}
