import * as z from 'zod/mini';
import { parseJson } from '../../host/host.ts';
import type { WorkerPorts } from '../ports.ts';

/** What the machine had before apt's sources were changed: the contents by path, null where there was no file. */
export interface SourcesBefore {
  readonly files: ReadonlyMap<string, Buffer | null>;
  /** Those that the charm had recorded as its own. */
  readonly ours: readonly string[];
}

type UndoPorts = Pick<WorkerPorts, 'machine' | 'record'>;

/**
 * The machine can get back what it had, also by a later hook.
 *
 * Written before anything is changed and kept until apt has answered: a hook that is killed in between leaves sources
 * that nobody has asked apt about.
 */
export async function rememberSources({ machine }: UndoPorts, before: SourcesBefore): Promise<void> {
  const files = [...before.files].map(([path, content]) => ({ path, content: content?.toString('base64') ?? null }));
  await machine.files.write(journal, `${JSON.stringify({ files, ours: before.ours })}\n`, { mode: 0o600 });
}

/** The sources that apt was asked about are here to stay. */
export async function forgetSources({ machine }: UndoPorts): Promise<void> {
  await machine.files.remove(journal);
}

/** Sources that apt has not answered for are as they were before; nothing happens where there are none. */
export async function undoSources(ports: UndoPorts): Promise<void> {
  const { machine, record } = ports;
  const text = await machine.files.readText(journal);
  if (text === null) return;
  const before = decode(text);
  if (before === null) {
    await forgetSources(ports);
    return;
  }
  for (const { path, content } of before.files) {
    if (content === null) await machine.files.remove(path);
    else await machine.files.write(path, Buffer.from(content, 'base64'), { mode: 0o644 });
  }
  await record.record((was) => ({ ...was, aptFiles: [...before.ours] }));
  await forgetSources(ports);
}

/** A file that somebody damaged undoes nothing. */
function decode(text: string): z.infer<typeof schema> | null {
  const decoded = schema.safeParse(parseJson(text));
  return decoded.success ? decoded.data : null;
}

const schema = z.object({
  files: z.array(z.object({ path: z.string().check(z.startsWith('/etc/apt/')), content: z.nullable(z.string()) })),
  ours: z.array(z.string()),
});

const journal = '/root/cdk/apt-before.json';
