import { execFile, spawn } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { servePage } from '../../simulator/page/page.ts';
import type { PageServer } from '../../simulator/page/page.ts';
import type { Model } from '../../simulator/model/model.ts';
import { application, machine, model as aModelOf, unit } from '../unit/simulator/cli-model.ts';
import { aFolder, lines, ranAt } from '../unit/simulator/page-fixture.ts';
import { aCluster, addWorker, aModel, relateWorker, settled, worker } from './a-model.ts';
import type { TestModel } from './a-model.ts';
import { aBrowser, aWatchedPage, chromiumProgram } from './a-page.ts';
import type { WatchedPage } from './a-page.ts';

const template = path.resolve('build/simulator/page.html');
const juju = path.resolve('build/simulator/juju.mjs');
const shots = process.env['KUBERNETES_WORKER_TEST_SCREENSHOTS'];

let model: TestModel;
let server: PageServer;

beforeAll(async () => {
  model = await aModel();
  await aCluster(model.sim);
  addWorker(model.sim);
  relateWorker(model.sim);
  await settled(model.sim);
  server = await servePage({ folder: model.folder, template, port: 0 });
});
afterAll(async () => {
  await server.close();
  await model.end();
});

describe('juju page', () => {
  it('serves until it is interrupted, and then ends well', async () => {
    const program = spawn(process.execPath, [juju, '--model', model.folder, 'page', '--port', '0']);
    const url = await new Promise<string>((resolve) => {
      program.stdout.on('data', (text: Buffer) => resolve(text.toString().trim()));
    });
    expect((await fetch(new URL('/data.json', url))).status).toBe(200);
    program.kill('SIGINT');
    expect(await new Promise((resolve) => program.on('exit', resolve))).toBe(0);
  });
});

const isSkipped = chromiumProgram === null && process.env['CI'] !== 'true';

describe.skipIf(isSkipped)(`the page in Chromium${isSkipped ? ' (skipped: there is no Chromium)' : ''}`, () => {
  let browser: Browser;
  let served: WatchedPage;
  beforeAll(async () => {
    browser = await aBrowser();
    served = await aWatchedPage(browser);
    await served.page.goto(server.url);
    await served.page.getByRole('heading', { name: worker }).waitFor();
  });
  afterAll(() => browser.close());

  it('shows applications, relations and units with their status', async () => {
    const { page } = served;
    const list = page.locator('#list');
    await expectText(list.locator('tr', { hasText: worker }), /active.*Kubernetes worker running\./);
    await page.getByRole('tab', { name: 'applications' }).click();
    await expectText(list.locator('tr', { hasText: 'easyrsa' }).first(), /active.*1/);
    await page.getByRole('tab', { name: 'relations' }).press('Enter');
    await expectText(
      list.locator('tr', { hasText: 'kubernetes-worker:certificates' }),
      /easyrsa:client.*tls-certificates.*regular/,
    );
    await page.getByRole('tab', { name: 'relations' }).press('ArrowLeft');
    await page.getByRole('tab', { name: 'applications', selected: true }).press('ArrowLeft');
    expect(await page.locator('#list tbody tr').count()).toBe(Object.keys(model.sim.model.units).length);
    expect(await page.locator('#graph canvas').count()).toBeGreaterThan(0);
  });

  it('tells why a handler ran and why a service was restarted', async () => {
    const { page } = served;
    await page.locator('#list').getByRole('button', { name: worker }).press('Enter');
    await page.locator('#runs').getByRole('button', { name: 'install' }).press('Enter');
    const details = page.locator('#details');
    await expectText(details.locator('tr', { hasText: 'install-runtime' }), /flag changed: packages\.installed.*done/);
    await expectText(details.locator('.restarts'), /docker because of the configuration of dockerd/);
    expect(await details.getByRole('heading', { name: 'Hook install' }).count()).toBe(1);
  });

  it('tells the cause of what is pointed at and chosen on the time line', async () => {
    const { page } = served;
    const restart = page.locator('.lane-restarts .vis-item').first();
    await restart.dispatchEvent('mouseover', { clientX: 700, clientY: 400 });
    await expectText(page.locator('#tip'), /because of/);
    await page.locator('.lane-restarts .vis-item .vis-item-content').first().click();
    await expectText(page.locator('#details .item'), /Restart of .*Reason/);
  });

  it('finds by text', async () => {
    const { page } = served;
    const all = await page.locator('#runs tbody tr').count();
    await page.getByLabel('Filter what the unit did').fill('configuration of dockerd');
    await expect.poll(() => page.locator('#runs tbody tr').count()).toBeLessThan(all);
    await expectText(page.locator('#runs tbody tr'), /install/);
    await page.getByLabel('Filter what the unit did').fill('');
    await expect.poll(() => page.locator('#runs tbody tr').count()).toBe(all);
  });

  it.each([
    [1280, 'light'],
    [1280, 'dark'],
    [800, 'light'],
    [800, 'dark'],
  ] as const)('fits in %i pixels, %s', async (width, colorScheme) => {
    const { page } = served;
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 900 });
    await page.locator('.vis-item').first().waitFor();
    const overflow = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
    expect(overflow).toBe(0);
    if (shots === undefined) return;
    await mkdir(shots, { recursive: true });
    await page.waitForTimeout(500);
    await page.screenshot({ path: path.join(shots, `${width}-${colorScheme}.png`), fullPage: true });
  });

  it('follows the model without being loaded again', async () => {
    const { page } = served;
    await page.emulateMedia({ colorScheme: 'light' });
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.evaluate('document.body.dataset.since = "before"');
    model.sim.setConfig('kubernetes-worker', { labels: 'disk' });
    await model.sim.settle();
    await page.locator('#list tr', { hasText: worker }).getByText('blocked').waitFor();
    await expectText(page.locator('#runs tbody tr').first(), /config-changed/);
    await page.locator('#runs tbody tr').first().getByRole('button').click();
    await expectText(page.locator('#details'), /inputs? changed: .*blocked/);
    expect(await page.evaluate('document.body.dataset.since')).toBe('before');
    expect(served.requests.filter((url) => new URL(url).pathname === '/')).toHaveLength(1);
  });

  it('asks nobody but its own server, and has nothing to complain of', () => {
    expect(served.requests.filter((url) => !url.startsWith(server.url) && !url.startsWith('data:'))).toEqual([]);
    expect(served.complaints).toEqual([]);
  });

  it('shows an empty model, and what comes into it', async () => {
    const place = await aFolder();
    const empty = await servePage({ folder: place.folder, template, port: 0 });
    const { page, complaints } = await aWatchedPage(browser);
    await page.goto(empty.url);
    await page.getByRole('heading', { name: 'No model yet' }).waitFor();
    await place.save(aWideModel(0));
    await page.getByText('Nothing is deployed in this model.').waitFor();
    await place.save(aWideModel(1));
    await page.getByRole('heading', { name: 'worker/0' }).waitFor();
    expect(await page.getByText('Nothing is deployed in this model.').isVisible()).toBe(false);
    expect(complaints).toEqual([]);
    await page.close();
    await empty.close();
    await place.end();
  });

  it('stays small with a hundred workers that have run two hundred hooks each', async () => {
    const place = await aFolder(aWideModel(100));
    const hooks = Array.from({ length: 200 }, (_, hook) =>
      Array.from({ length: 100 }, (_each, number) => ranAt(hook * 2000 + number, { unit: `worker/${number}` })),
    );
    await place.write('history.jsonl', lines(hooks.flat()));
    const wide = await servePage({ folder: place.folder, template, port: 0 });
    const { page, complaints } = await aWatchedPage(browser);
    await page.goto(wide.url);
    await page.getByLabel('Filter the list').fill('worker/77');
    await page.locator('#list').getByRole('button', { name: 'worker/77' }).click();
    await page.getByRole('heading', { name: 'worker/77' }).waitFor();
    await page.getByRole('button', { name: 'All', exact: true }).click();
    await expect.poll(() => page.locator('.lane-hooks .vis-item').count()).toBeGreaterThan(100);
    await page.getByLabel('Filter the list').fill('');
    expect(await page.locator('*').count()).toBeLessThan(6000);
    expect(complaints).toEqual([]);
    await page.close();
    await wide.close();
    await place.end();
  });

  it('is the same as a file, which asks nobody', async () => {
    const file = path.join(model.folder, 'page.html');
    const { stdout } = await promisify(execFile)(process.execPath, [
      juju,
      '--model',
      model.folder,
      'page',
      '--write',
      file,
    ]);
    expect(stdout).toBe(`${file}\n`);
    const { page, requests, complaints } = await aWatchedPage(browser);
    await page.goto(`${pathToFileURL(file).href}#${encodeURIComponent(worker)}`);
    await expectText(page.locator('#list tr', { hasText: worker }), /blocked/);
    await page.locator('#runs').getByRole('button', { name: 'install' }).press('Enter');
    await expectText(page.locator('#details tr', { hasText: 'install-runtime' }), /flag changed: packages\.installed/);
    await expectText(page.locator('#connection'), /Written page/);
    expect(requests.filter((url) => !url.startsWith('data:'))).toEqual([page.url().replace(/#.*/, '')]);
    expect(complaints).toEqual([]);
    await page.close();
  });
});

/** So many units of one application, each on its machine; none at all without a unit. */
function aWideModel(count: number): Model {
  const numbers = Array.from({ length: count }, (_, number) => `${number}`);
  return aModelOf({
    applications: count === 0 ? [] : [application('worker')],
    units: numbers.map((number) => unit(`worker/${number}`)),
    machines: numbers.map((number) => machine(number, `10.5.0.${number}`)),
  });
}

async function expectText(place: { textContent: () => Promise<string | null> }, text: RegExp): Promise<void> {
  await expect.poll(() => place.textContent()).toMatch(text);
}
