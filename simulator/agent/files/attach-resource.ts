import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { JujuRefused } from '../../model/model.ts';
import type { Application } from '../../model/model.ts';
import type { Juju, LoadedCharm } from '../juju.ts';

/** @throws JujuRefused when the charm does not declare the resource or the file is not what it declares */
export function checkResource({ metadata, kind }: LoadedCharm, name: string, file: string): void {
  const definition = metadata.resources[name];
  if (definition === undefined) {
    if (kind === 'stand-in') return;
    throw new JujuRefused(`unrecognized resource "${name}"`);
  }
  if (!existsSync(file)) throw new JujuRefused(`file for resource "${name}": stat ${file}: no such file or directory`);
  const extension = path.extname(definition.filename);
  if (path.extname(file) !== extension) {
    throw new JujuRefused(`incorrect extension on resource upload "${file}", expected "${extension}"`);
  }
}

/** The controller has a copy of the file, checked before; a stand-in's resources are not kept. */
export function keepResource(
  { folder }: Juju,
  application: Application,
  { metadata }: LoadedCharm,
  resource: Upload,
): void {
  const { name, file } = resource;
  if (metadata.resources[name] === undefined) return;
  const revision = (application.resources[name]?.revision ?? 0) + 1;
  const kept = path.join('resources', application.name, `${name}-${revision}`);
  mkdirSync(path.join(folder, path.dirname(kept)), { recursive: true });
  copyFileSync(file, path.join(folder, kept));
  application.resources[name] = { file: kept, revision };
}

export interface Upload {
  readonly name: string;
  readonly file: string;
}
