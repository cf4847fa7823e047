/**
 * A page to look at: what is in a model, and what each of its units did and why.
 *
 * `page-schema.ts` is what the page is told; `read-model-folder.ts` reads that from a model's folder, `unit-story.ts`
 * joins the agents' history with the charm's own trace. `server.ts` serves it on loopback and tells open pages when the
 * folder changes; `write-page.ts` writes it as one file. `browser/` is what runs in the browser.
 *
 * Imports `model/`; reads folders that another process may be writing, and changes nothing. This is the front file.
 */
export { readModelFolder } from './read-model-folder.ts';
export { servePage } from './server.ts';
export type { PageServer } from './server.ts';
export { writePage } from './write-page.ts';
