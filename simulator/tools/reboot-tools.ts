import { refuseMoreThan, ToolFailed } from './flags.ts';
import type { Tools } from './tool.ts';

/** The machine starts anew. */
export const rebootTools: Tools = {
  'juju-reboot': {
    usage: '',
    summary: 'Reboot the machine once the hook has succeeded.',
    flags: () => [{ names: ['now'], help: 'Reboot at once: the hook is killed, and runs again afterwards' }],
    prepare: (args, { context, killHook }) => {
      refuseMoreThan(0, args);
      const isNow = args.booleans['now'] === true;
      return () => {
        if (context.task?.task.kind === 'action')
          throw new ToolFailed('juju-reboot is not supported when running an action.');
        context.reboot = isNow ? 'now' : 'after';
        if (isNow) killHook?.();
        return undefined;
      };
    },
  },
};
