import type { Tools, UnitStatus } from './tools.ts';

/**
 * The same tools, asking each question at most once: Juju's answers are constant within a hook, except for what this
 * unit itself has written. A question that failed may be asked again.
 */
export function remember(tools: Tools): Tools {
  const bags = answersTo(tools.relationData);
  const ports = answersTo(tools.openedPorts);
  const status = answersTo<[], UnitStatus>(tools.status);
  return {
    config: answersTo(tools.config).ask,
    relationIds: answersTo(tools.relationIds).ask,
    relationUnits: answersTo(tools.relationUnits).ask,
    relationData: bags.ask,
    setRelationData: async (id, changes) => {
      await tools.setRelationData(id, changes);
      bags.forget((asked) => asked === id);
    },
    status: status.ask,
    setStatus: async (word, message) => {
      await tools.setStatus(word, message);
      status.learn({ status: word, message });
    },
    openPort: async (port) => {
      await tools.openPort(port);
      ports.forget(() => true);
    },
    closePort: async (port) => {
      await tools.closePort(port);
      ports.forget(() => true);
    },
    openedPorts: ports.ask,
    network: answersTo(tools.network).ask,
    address: answersTo(tools.address).ask,
    isLeader: answersTo(tools.isLeader).ask,
    goalUnits: answersTo(tools.goalUnits).ask,
    resource: answersTo(tools.resource).ask,
    setVersion: tools.setVersion,
    reboot: tools.reboot,
    count: tools.count,
  };
}

interface Answers<A extends readonly string[], T> {
  readonly ask: (...args: A) => Promise<T>;
  /** The answers about arguments for which `isStale` holds will be asked for again. */
  readonly forget: (isStale: (...args: A) => boolean) => void;
  /** The answer is this, without asking. */
  readonly learn: (value: T, ...args: A) => void;
}

function answersTo<A extends readonly string[], T>(question: (...args: A) => Promise<T>): Answers<A, T> {
  const known = new Map<string, { readonly args: A; readonly answer: Promise<T> }>();
  return {
    ask: (...args) => {
      const key = JSON.stringify(args);
      const found = known.get(key);
      if (found !== undefined) return found.answer;
      const answer = question(...args);
      known.set(key, { args, answer });
      answer.catch(() => known.delete(key));
      return answer;
    },
    forget: (isStale) => {
      for (const [key, { args }] of [...known]) if (isStale(...args)) known.delete(key);
    },
    learn: (value, ...args) => {
      known.set(JSON.stringify(args), { args, answer: Promise.resolve(value) });
    },
  };
}
