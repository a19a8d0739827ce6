import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { Connection } from '../../lib/client/index.js';
import { launchBrowser } from './support/browser.js';
import { type PhoneNetwork, startPhoneNetwork } from './support/phone-network.js';
import { startTabsServer, type TabsServer } from './support/tabs-server.js';

interface Tab {
  live: Connection;
  numbers: number[];
  gaps: number;
}

let server: TabsServer;
let network: PhoneNetwork;
let browser: Browser;
let context: BrowserContext;
let page: Page;

beforeAll(async () => {
  [server, browser] = await Promise.all([startTabsServer({ retryInterval: 200 }), launchBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});
beforeEach(async () => {
  network = await startPhoneNetwork(server.origin, '/events');
  context = await browser.newContext();
  page = await context.newPage();
  page.setDefaultTimeout(10_000);
});
afterEach(async () => {
  await context.close();
  await network.stop();
});

const tab = <Value>(look: (tab: Tab) => Value) =>
  page.evaluate<Value>(`(${look})(window)`) as Promise<Value>;
const shows = (condition: (tab: Tab) => boolean) => page.waitForFunction(`(${condition})(window)`);
const isOpen = () => shows(({ live }) => live.getSnapshot().status === 'open');
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const publish = (number: number) => server.live.publish('all', { event: 'number', data: number });

async function connect(query = ''): Promise<void> {
  await page.goto(`${network.origin}/${query}`);
  await page.waitForFunction('window.live');
  await tab(({ live }) => live.connect());
}

test('streams that end at once are not asked for again and again; the next good one is', async () => {
  network.turn('greeting');
  await connect();
  await pause(1_500);
  expect(network.attempts).toHaveLength(2);
  const { status, error } = await tab(({ live }) => live.getSnapshot());
  expect(status).toBe('connecting');
  expect(error).toMatch(/^The server ended the stream; reconnecting in 2\.\d s\.$/);
  network.turn('clear');
  await isOpen();
  expect(network.attempts).toHaveLength(3);
});

test('a tab that is frozen while its stream ends gets on waking what it missed', async () => {
  await connect();
  await isOpen();
  await shows(({ live }) => live.getSnapshot().events.length > 0);
  const devtools = await context.newCDPSession(page);
  await devtools.send('Page.setWebLifecycleState', { state: 'frozen' });
  network.end();
  publish(1);
  await pause(500);
  await devtools.send('Page.setWebLifecycleState', { state: 'active' });
  await shows(({ numbers }) => numbers.length > 0);
  expect(await tab(({ numbers, gaps }) => ({ numbers, gaps }))).toEqual({ numbers: [1], gaps: 0 });
  expect(network.attempts[1]?.cursor).toMatch(/^\d+-\d+$/);
});

test('given up in a place without a network: back when the browser is online', async () => {
  await connect('?attempts=1');
  await isOpen();
  await shows(({ live }) => live.getSnapshot().events.length > 0);
  await network.goAway();
  await shows(({ live }) => live.getSnapshot().status === 'closed');
  expect(await tab(({ live }) => live.getSnapshot().error)).toBe(
    'The server cannot be reached; gave up after 1 reconnect.',
  );
  publish(2);
  await network.comeBack();
  await context.setOffline(true);
  await context.setOffline(false);
  await shows(({ numbers }) => numbers.length > 0);
  expect(await tab(({ numbers, gaps }) => ({ numbers, gaps }))).toEqual({ numbers: [2], gaps: 0 });
});

test('a tunnel: no byte comes, nothing closes, and the page resumes by itself', async () => {
  await connect();
  await isOpen();
  await shows(({ live }) => live.getSnapshot().events.length > 0);
  network.turn('stalled');
  publish(3);
  await shows(
    ({ live }) => live.getSnapshot().error?.startsWith('Nothing came for 2.5 s') === true,
  );
  network.turn('clear');
  await shows(({ numbers }) => numbers.length > 0);
  expect(await tab(({ numbers, gaps }) => ({ numbers, gaps }))).toEqual({ numbers: [3], gaps: 0 });
});
