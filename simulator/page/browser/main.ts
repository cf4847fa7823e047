/**
 * The program of the page: it asks for the model and for what the chosen unit did, and shows both.
 *
 * Start reading at `app.ts`; `source.ts` is where everything comes from.
 */
import { startApp } from './app.ts';
import { byId } from './dom.ts';
import { openSource } from './source.ts';

startApp(openSource(byId('content').textContent ?? 'null'));
