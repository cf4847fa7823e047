import path from 'node:path';
import { JujuRefused } from '../../model/model.ts';
import { servePage, writePage } from '../../page/page.ts';
import type { CliWorld, ModelPlace } from '../world.ts';

/** A page to look at was written as a file, or was served until somebody ended the program. */
export async function page(
  world: CliWorld,
  { folder }: ModelPlace,
  { port, write }: { readonly port: number; readonly write: string | null },
): Promise<void> {
  const template = path.join(world.project, 'build/simulator/page.html');
  if (write !== null) {
    const file = path.resolve(world.cwd, write);
    writePage({ folder, template, file });
    world.stdout(`${file}\n`);
    return;
  }
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new JujuRefused('the port is a number from 0 to 65535');
  const server = await servePage({ folder, template, port });
  world.stdout(`${server.url}\n`);
  world.stderr('It shows the model while it changes; end it with Ctrl-C.\n');
  await new Promise<void>((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
  });
  await server.close();
}
