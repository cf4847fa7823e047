import type { Tools } from './tools.ts';

/**
 * The same tools, asking each question at most once: Juju's answers are constant within a hook, except for what this
 * unit itself has written. A question that failed may be asked again.
 */
export function remember(tools: Tools): Tools {
  const answers = new Map<string, Promise<unknown>>();
  const memo =
    <A extends readonly string[], T>(question: string, ask: (...args: A) => Promise<T>) =>
    (...args: A): Promise<T> => {
      const key = JSON.stringify([question, ...args]);
      const known = answers.get(key);
      // The key holds the question's name, so the promise is one that `ask` made.
      if (known !== undefined) return known as Promise<T>;
      const asked = ask(...args);
      answers.set(key, asked);
      asked.catch(() => answers.delete(key));
      return asked;
    };
  const forget = (...start: readonly string[]): void => {
    const prefix = JSON.stringify(start).slice(0, -1);
    for (const key of [...answers.keys()]) if (key.startsWith(prefix)) answers.delete(key);
  };
  const after =
    <A extends readonly unknown[]>(tell: (...args: A) => Promise<void>, update: (...args: A) => void) =>
    async (...args: A): Promise<void> => {
      await tell(...args);
      update(...args);
    };

  return {
    config: memo('config', tools.config),
    relationIds: memo('relationIds', tools.relationIds),
    relationUnits: memo('relationUnits', tools.relationUnits),
    relationData: memo('relationData', tools.relationData),
    setRelationData: after(tools.setRelationData, (id) => forget('relationData', id)),
    status: memo('status', tools.status),
    setStatus: after(tools.setStatus, (status, message) => {
      answers.set(JSON.stringify(['status']), Promise.resolve({ status, message }));
    }),
    openPort: after(tools.openPort, () => forget('openedPorts')),
    closePort: after(tools.closePort, () => forget('openedPorts')),
    openedPorts: memo('openedPorts', tools.openedPorts),
    network: memo('network', tools.network),
    address: memo('address', tools.address),
    isLeader: memo('isLeader', tools.isLeader),
    resource: memo('resource', tools.resource),
    setVersion: tools.setVersion,
    count: tools.count,
  };
}
