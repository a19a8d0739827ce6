/** The connection of all tabs was given up: nothing answers for longer than it tries. */
import { createHistory } from '../support/history.js';
import { until } from '../support/until.js';
import { createBrowser } from './support/browser.js';
import { expectHeard, type OpenTab, openTab, pause } from './support/tabs.js';

// Streams end here all the time, and their ends are not what these tests are about.
jest.mock('../../../../lib/client/transport/back-off.js', () => ({
  ...jest.requireActual('../../../../lib/client/transport/back-off.js'),
  shortestRepeat: 0,
}));

let history: ReturnType<typeof createHistory>;
let browser: ReturnType<typeof createBrowser>;
let tabs: OpenTab[];
/** What a request for the stream gets; undefined: the stream. */
let refusal: number | 'unreachable' | undefined;
/** Milliseconds at which requests were refused. */
let refused: number[];

beforeEach(async () => {
  history = createHistory();
  browser = createBrowser();
  refusal = undefined;
  refused = [];
  const fetch = async (url: string, init: RequestInit) => {
    if (init.method === 'POST' || refusal === undefined) return history.fetch(url, init);
    if (refusal === 'unreachable') throw new TypeError('Failed to fetch');
    refused.push(performance.now());
    return new Response(null, {
      status: refusal,
      headers: refusal === 429 ? { 'Retry-After': '1' } : {},
    });
  };
  const open = () => openTab(browser, history, { fetch: fetch as never, maxReconnectAttempts: 1 });
  tabs = [open(), open(), open()];
  await until(() => tabs.every(({ status }) => status() === 'open'));
});
afterEach(async () => {
  for (const { source } of tabs) source.disconnect();
  await pause(120);
  expect(history.open()).toBe(0);
  expect(browser.channels()).toBe(0);
  expect(browser.holder()).toBeUndefined();
});

/** Every tab is closed, each by the same word. */
async function lose(how: typeof refusal): Promise<void> {
  refusal = how;
  history.hangUp();
  await until(() => tabs.every(({ status }) => status() === 'closed'));
  await pause(120);
  refusal = undefined;
}

test.each(['online', 'pageshow', 'visibilitychange'])(
  'every tab that hears %s comes back, over one connection',
  async (type) => {
    await lose('unreachable');
    history.publish();
    for (const { tab } of tabs) {
      const target = type === 'visibilitychange' ? tab.document : tab.page;
      target.dispatchEvent(new Event(type));
    }
    await until(() => tabs.every(({ status }) => status() === 'open'));
    await expectHeard(tabs, history.after('0-0'));
    expect(history.open()).toBe(1);
  },
);

test('a hidden tab comes back with the network, and when it is looked at', async () => {
  await lose('unreachable');
  const [first, second] = tabs as [OpenTab, OpenTab];
  for (const { tab } of [first, second]) {
    tab.document.hidden = true;
    tab.document.dispatchEvent(new Event('visibilitychange'));
  }
  await pause(30);
  expect(first.status()).toBe('closed');
  first.tab.page.dispatchEvent(new Event('online'));
  second.tab.document.hidden = false;
  second.tab.document.dispatchEvent(new Event('visibilitychange'));
  await until(() => [first, second].every(({ status }) => status() === 'open'));
});

test('not before the time that the server asked for', async () => {
  await lose(429);
  const allowed = (refused.at(-1) ?? 0) + 1_000;
  while (performance.now() < allowed - 50) {
    for (const { tab } of tabs) tab.page.dispatchEvent(new Event('online'));
    await pause(20);
  }
  expect(tabs.map(({ status }) => status())).toEqual(['closed', 'closed', 'closed']);
  await until(() => tabs.every(({ status }) => status() === 'open'));
});

test('not after disconnect()', async () => {
  await lose('unreachable');
  for (const { source, tab } of tabs) {
    source.disconnect();
    tab.page.dispatchEvent(new Event('online'));
  }
  await pause(30);
  expect(tabs.map(({ status }) => status())).toEqual(['closed', 'closed', 'closed']);
});

test.each([204, 401, 403])('not what %d has ended', async (code) => {
  await lose(code);
  for (const { tab } of tabs) tab.page.dispatchEvent(new Event('online'));
  await pause(30);
  expect(tabs.map(({ status }) => status())).toEqual(['closed', 'closed', 'closed']);
});
