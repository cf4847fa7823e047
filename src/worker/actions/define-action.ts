import type { Action, AnyAction } from './action.ts';
import { ActionFailed } from './action-failed.ts';

/** The action behind the check of its parameters: an older Juju, or a charm that was just refreshed, may not have made it. */
export function defineAction<P>({ name, parameters, run }: Action<P>): AnyAction {
  return {
    name,
    run: async (given, ports) => {
      const decoded = parameters.safeParse(given);
      if (decoded.success) return run(decoded.data, ports);
      const problems = decoded.error.issues.map(({ path, message }) => {
        const key = path.map(String).join('.');
        return key === '' ? message : `${key}: ${message}`;
      });
      throw new ActionFailed(`the parameters do not fit: ${problems.join('; ')}`);
    },
  };
}
