import { renameSync, writeFileSync } from 'node:fs';
import { JujuRefused } from '../model/model.ts';
import { filledPage, readPageTemplate } from './page-template.ts';
import type { UnitStory, WholePage } from './page-schema.ts';
import { readModelFolder } from './read-model-folder.ts';

/** Which model is shown, by which built page, in which file. */
export interface PageToWrite {
  /** Of the model. */
  readonly folder: string;
  readonly template: string;
  readonly file: string;
}

/**
 * The file is a page that shows the model as it is and needs no server.
 *
 * @throws JujuRefused when there is no model in the folder
 */
export function writePage({ folder, template, file }: PageToWrite): void {
  const model = readModelFolder(folder);
  if (model === null) throw new JujuRefused(`no model in ${folder}: deploy something first`);
  const stories: Record<string, UnitStory> = {};
  for (const { name } of model.data.units) {
    const story = model.story(name, runsOfUnit);
    if (story !== null) stories[name] = story;
  }
  const content: WholePage = { data: model.data, stories };
  const html = filledPage(readPageTemplate(template), content);
  const part = `${file}.part`;
  writeFileSync(part, html, { mode: 0o600 });
  renameSync(part, file);
}

const runsOfUnit = 200;
