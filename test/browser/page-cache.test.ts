import type { Browser, Page } from 'playwright-core';
import type { Connection } from '../../lib/client/index.js';
import { launchBrowser } from './support/browser.js';
import { startTabsServer, type TabsServer } from './support/tabs-server.js';

interface Tab {
  live: Connection;
  numbers: number[];
  gaps: number;
  shown: boolean[];
}

let server: TabsServer;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  [server, browser] = await Promise.all([startTabsServer(), launchBrowser(true)]);
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});
beforeEach(async () => {
  page = await browser.newPage();
  page.setDefaultTimeout(10_000);
});
afterEach(() => page.close());

const tab = <Value>(look: (tab: Tab) => Value) =>
  page.evaluate<Value>(`(${look})(window)`) as Promise<Value>;
const isLive = () =>
  page.waitForFunction(
    'window.live?.getSnapshot().events.length > 0 && live.getSnapshot().status === "open"',
  );
const visit = (number: number) => page.goto(`${server.origin}/?connect&page=${number}`);

test.each(['own', 'shared'])(
  'ten documents of a site, each with a stream (tabs: %s): all load, and one stream is open',
  async (tabs) => {
    for (let number = 1; number <= 10; number++) {
      await page.goto(`${server.origin}/?connect&tabs=${tabs}&page=${number}`);
      await isLive();
    }
    await server.live.publish('all', { event: 'number', data: 1 });
    const deadline = Date.now() + 5_000;
    while (server.live.stats().clients.total > 1 && Date.now() < deadline)
      await page.waitForTimeout(50);
    expect(server.live.stats().clients.total).toBe(1);
    await page.waitForFunction('numbers.length > 0');
    expect(await tab(({ numbers }) => numbers)).toEqual([1]);
  },
);

test('back from the cache, a page gets what it missed, once', async () => {
  await visit(1);
  await isLive();
  await server.live.publish('all', { event: 'number', data: 1 });
  await page.waitForFunction('numbers.length === 1');
  await visit(2);
  await isLive();
  for (const data of [2, 3]) await server.live.publish('all', { event: 'number', data });
  await page.goBack({ waitUntil: 'commit' });
  await page.waitForFunction('numbers.length === 3');
  expect(await tab(({ shown, numbers, gaps }) => ({ shown, numbers, gaps }))).toEqual({
    shown: [false, true],
    numbers: [1, 2, 3],
    gaps: 0,
  });
  await server.live.publish('all', { event: 'number', data: 4 });
  await page.waitForFunction('numbers.length === 4');
});
