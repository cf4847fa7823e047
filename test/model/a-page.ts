/** A browser to look at a model's page. */
import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';

const wanted = process.env['KUBERNETES_WORKER_TEST_CHROMIUM'];

/** The browser's program; null where there is none. */
export const chromiumProgram: string | null = wanted ?? (existsSync('/usr/bin/chromium') ? '/usr/bin/chromium' : null);

export async function aBrowser(): Promise<Browser> {
  if (chromiumProgram === null) {
    throw new Error('no Chromium: install one as /usr/bin/chromium, or name it in KUBERNETES_WORKER_TEST_CHROMIUM');
  }
  return chromium.launch({ executablePath: chromiumProgram, args: ['--no-sandbox', '--disable-gpu'] });
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
