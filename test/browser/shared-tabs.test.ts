import type { Browser, BrowserContext, Page } from 'playwright-core';
import { eventually } from '../integration/support/server.js';
import { launchBrowser } from './support/browser.js';
import { startTabsServer, type TabsServer } from './support/tabs-server.js';

/** One more than the connections that a browser opens to an HTTP/1.1 server. */
const kTabs = 7;

/** What the page of support/tabs-server.ts has put on its window. */
interface Tab {
  live: { connect(): void; disconnect(): void; getSnapshot(): { status: string } };
  requests: number;
  numbers: number[];
  secrets: string[];
  gaps: number;
}

let browser: Browser;
let server: TabsServer;
let context: BrowserContext;
let tabs: Page[];

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser?.close());
beforeEach(async () => {
  server = await startTabsServer();
  context = await browser.newContext();
  tabs = [];
});
afterEach(async () => {
  await context.close();
  await server.stop();
});

async function openTab(kind: 'own' | 'shared'): Promise<Page> {
  const tab = await context.newPage();
  tab.setDefaultTimeout(15_000);
  await tab.goto(`${server.origin}/?tabs=${kind}`);
  await tab.waitForFunction(() => 'live' in window);
  tabs.push(tab);
  return tab;
}

const connect = (tab: Page) => tab.evaluate(() => (window as never as Tab).live.connect());

const isOpen = (tab: Page) =>
  tab.waitForFunction(() => (window as never as Tab).live.getSnapshot().status === 'open');

/** Seven tabs, all of them live; the first one holds the connection. */
async function openShared(): Promise<Page[]> {
  for (let count = 0; count < kTabs; count += 1) {
    const tab = await openTab('shared');
    await connect(tab);
    await isOpen(tab);
  }
  return tabs;
}

const connections = () => server.live.stats().clients.total;

/** Publishes the numbers from `first` to `last`, while something happens. */
async function count(first: number, last: number): Promise<void> {
  for (let data = first; data <= last; data += 1) {
    server.live.publish('all', { event: 'number', data });
    await new Promise((resolve) => setTimeout(resolve, 3));
  }
}

const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1);

/** The tab has every number up to `last`, once and in order. */
async function hasAll(tab: Page, last: number): Promise<void> {
  await tab.waitForFunction((end) => (window as never as Tab).numbers.includes(end), last);
  const seen = await tab.evaluate(() => {
    const { numbers, gaps } = window as never as Tab;
    return { numbers, gaps };
  });
  expect(seen).toEqual({ numbers: upTo(last), gaps: 0 });
}

const requestsOf = (tab: Page) => tab.evaluate(() => (window as never as Tab).requests);

test('with connections of their own, the seventh tab gets nothing', async () => {
  for (let number = 0; number < kTabs; number += 1) await openTab('own');
  for (const tab of tabs) await connect(tab);
  await Promise.all(tabs.slice(0, -1).map(isOpen));
  await count(1, 20);
  for (const tab of tabs.slice(0, -1)) await hasAll(tab, 20);
  expect(connections()).toBe(kTabs - 1);
  const last = tabs.at(-1) as Page;
  expect(await requestsOf(last)).toBe(1);
  expect(await last.evaluate(() => (window as never as Tab).numbers)).toEqual([]);
  expect(await last.evaluate(() => (window as never as Tab).live.getSnapshot().status)).toBe(
    'connecting',
  );
});

test('with one for all of them, every tab gets everything', async () => {
  await openShared();
  await count(1, 50);
  for (const tab of tabs) await hasAll(tab, 50);
  expect(connections()).toBe(1);
  expect(server.accepted()).toBe(1);
  // Each tab has asked who it is, and one has opened the stream.
  expect(await Promise.all(tabs.map(requestsOf))).toEqual([2, 1, 1, 1, 1, 1, 1]);
});

test('after a change of login, a new tab hears nothing of the former user, whose tab leads', async () => {
  const signIn = (value: string) =>
    context.addCookies([{ name: 'user', value, url: server.origin }]);
  const secretsOf = (tab: Page) => tab.evaluate(() => (window as never as Tab).secrets);
  const send = (user: string, tab: Page) => {
    server.live.publish({ user }, { event: 'secret', data: `for ${user}` });
    return tab.waitForFunction(
      (text) => (window as never as Tab).secrets.includes(text),
      `for ${user}`,
    );
  };
  const open = async () => {
    const tab = await openTab('shared');
    await connect(tab);
    await isOpen(tab);
    return tab;
  };
  await signIn('anna');
  const former = await open();
  await signIn('bert');
  const [first, second] = [await open(), await open()];
  await send('anna', former);
  await send('bert', first);
  await send('bert', second);
  expect(await secretsOf(former)).toEqual(['for anna']);
  expect(new Set(await secretsOf(first))).toEqual(new Set(['for bert']));
  expect(new Set(await secretsOf(second))).toEqual(new Set(['for bert']));
  expect(connections()).toBe(2);

  // The stream of the former user's tab breaks off, and comes back with the cookie of now.
  server.live.disconnect({ user: 'anna' });
  await eventually(() => connections() === 1 && server.accepted() > 2);
  await isOpen(former);
  await send('bert', former);
  expect(connections()).toBe(1);
});

test('the last tab closes the connection', async () => {
  await openShared();
  for (const tab of tabs) {
    await eventually(() => connections() === 1);
    await tab.evaluate(() => (window as never as Tab).live.disconnect());
  }
  await eventually(() => connections() === 0);
});

describe('the tab that holds the connection', () => {
  const ends: [string, (tab: Page) => Promise<unknown>][] = [
    ['closes', (tab) => tab.close()],
    ['crashes', crash],
    ['goes to another page', (tab) => tab.goto('about:blank')],
  ];

  test.each(ends)('%s: those that stay miss nothing', async (_what, end) => {
    const [first, ...others] = (await openShared()) as [Page, ...Page[]];
    const counting = count(1, 300);
    await hasSome(others[0] as Page);
    await end(first);
    await counting;
    for (const tab of others) await hasAll(tab, 300);
    expect(connections()).toBe(1);
    expect(server.accepted()).toBe(2);
    expect(await Promise.all(others.map(requestsOf))).toEqual([2, 1, 1, 1, 1, 1]);
  });

  test('closes, again and again, until one is left', async () => {
    await openShared();
    let last = 0;
    while (tabs.length > 1) {
      const counting = count(last + 1, last + 60);
      await tabs.shift()?.close();
      await counting;
      last += 60;
    }
    await hasAll(tabs[0] as Page, last);
    expect(connections()).toBe(1);
  });
});

/** Not all of it: what happens next happens in between. */
async function hasSome(tab: Page): Promise<void> {
  await tab.waitForFunction(() => (window as never as Tab).numbers.length > 20);
}

async function crash(tab: Page): Promise<void> {
  const crashed = tab.waitForEvent('crash');
  const session = await context.newCDPSession(tab);
  // Never answered: there is nobody left.
  session.send('Page.crash').catch(() => undefined);
  await crashed;
}
