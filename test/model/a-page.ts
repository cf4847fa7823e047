/** A small model whose history is written, and a browser to look at its page. */
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium } from 'playwright-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { appendHistory } from '../../simulator/model/history.ts';
import { openSimulation } from '../../simulator/simulation.ts';
import type { Progress, Simulation } from '../../simulator/simulation.ts';
import type { TestModel } from './a-model.ts';

const wanted = process.env['KUBERNETES_WORKER_TEST_CHROMIUM'];

/** The browser's program; null where there is none. */
export const chromiumProgram: string | null = wanted ?? (existsSync('/usr/bin/chromium') ? '/usr/bin/chromium' : null);

export async function aBrowser(): Promise<Browser> {
  if (chromiumProgram === null) {
    throw new Error('no Chromium: install one as /usr/bin/chromium, or name it in KUBERNETES_WORKER_TEST_CHROMIUM');
  }
  return chromium.launch({ executablePath: chromiumProgram, args: ['--no-sandbox', '--disable-gpu'] });
}

/** A model with a history of what its agents ran. */
export async function aModelWithHistory(): Promise<TestModel> {
  const folder = await mkdtemp(path.join(tmpdir(), 'kubernetes-worker-page-'));
  const started = new Map<string, { readonly startedAt: number; readonly startedAtMs: number }>();
  let isOurs: boolean | null = null;
  let sim: Simulation | null = null;
  const onProgress = (event: Progress) => {
    if (sim === null || event.kind === 'note') return;
    if (event.kind === 'hook-started') {
      started.set(event.unit, { startedAt: sim.now(), startedAtMs: Date.now() });
      return;
    }
    const record = sim.hooks.at(-1);
    const begun = started.get(event.unit);
    if (record?.unit !== event.unit || record.hook !== event.hook || begun === undefined) return;
    // The simulator may keep the history itself.
    isOurs ??= !existsSync(path.join(folder, 'history.jsonl'));
    if (!isOurs) return;
    const { unit, hook, relation, remoteUnit, durationMs, exitCode, signal, committed, calls } = record;
    appendHistory(folder, {
      unit,
      hook,
      kind: 'hook',
      ...(relation === undefined ? {} : { relation }),
      ...(remoteUnit === undefined ? {} : { remoteUnit }),
      ...begun,
      durationMs,
      exitCode,
      signal,
      committed,
      tools: calls.filter(({ isTool }) => isTool).length,
      programs: calls.filter(({ isTool }) => !isTool).length,
    });
  };
  sim = await openSimulation({ folder, charmFolder: path.resolve('build/charm'), onProgress });
  const opened = sim;
  return {
    folder,
    sim: opened,
    end: async () => {
      await opened.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A page of the browser, what it asked for, and whatever it wrote to the console. */
export interface WatchedPage {
  readonly page: Page;
  readonly requests: string[];
  readonly complaints: string[];
}

export async function aWatchedPage(browser: Browser, options: BrowserContextOptions = {}): Promise<WatchedPage> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const requests: string[] = [];
  const complaints: string[] = [];
  page.on('request', (request) => requests.push(request.url()));
  page.on('console', (message) => {
    complaints.push(`${message.type()}: ${message.text()}`);
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  return { page, requests, complaints };
}
