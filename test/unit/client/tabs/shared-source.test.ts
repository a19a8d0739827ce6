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
let opened: OpenTab[];
beforeEach(() => {
  history = createHistory();
  browser = createBrowser();
  opened = [];
});
afterEach(async () => {
  for (const { source } of opened) source.disconnect();
  await pause(120);
  await until(() => history.open() === 0);
  expect(browser.channels()).toBe(0);
  expect(browser.holder()).toBeUndefined();
});

function open(options?: Parameters<typeof openTab>[2]): OpenTab {
  const tab = openTab(browser, history, options);
  opened.push(tab);
  return tab;
}
async function send(count = 1, id?: string) {
  for (let left = count; left > 0; left -= 1) history.publish(id);
  history.flush();
  await pause(5);
}
const live = (...tabs: OpenTab[]) => until(() => tabs.every(({ status }) => status() === 'open'));
/** Several tabs, all of them live. */
async function openTabs(count: number) {
  const tabs = Array.from({ length: count }, () => open());
  await live(...tabs);
  return tabs as [OpenTab, OpenTab, ...OpenTab[]];
}

test('all tabs get all events over one connection, which ends with the last of them', async () => {
  const tabs = await openTabs(7);
  await send(3);
  expect(history.asked).toEqual([undefined]);
  expect(history.open()).toBe(1);
  await expectHeard(tabs, history.after('0-0'));
  for (const { log } of tabs) {
    expect(log).toEqual(['open', 'connected']);
  }
});

test('a tab that comes later is told connected as the server would', async () => {
  await live(open());
  const cursor = history.position();
  await send(3);
  const [fresh, resuming] = [open(), open({ cursor })];
  await live(fresh, resuming);
  await send(1);
  expect(history.asked).toHaveLength(1);
  await expectHeard([fresh], [history.position()]);
  await expectHeard([resuming], history.after(cursor));
  const first = ({ source }: OpenTab) => source.getSnapshot().events[0];
  expect(first(fresh)?.data).toEqual({ clientId: 'c', resumed: false, replayed: 0, gap: false });
  expect(first(resuming)?.data).toEqual({ clientId: 'c', resumed: true, replayed: 3, gap: false });
  expect(first(resuming)?.id).toBe(cursor);
});

test('the leader closes: the next one resumes, and nothing is lost or told twice', async () => {
  const [first, second, third] = await openTabs(3);
  await send(2);
  const cursor = history.position();
  first.source.disconnect();
  history.publish();
  await pause(10);
  await send(2);
  expect(history.asked).toEqual([undefined, cursor]);
  expect(history.open()).toBe(1);
  expect(first.status()).toBe('closed');
  expect(first.heard).toHaveLength(2);
  const staying = [second, third as OpenTab];
  await expectHeard(staying, history.after('0-0'));
  for (const tab of staying) {
    expect(tab.log).toEqual(['open', 'connected', 'close', 'open', 'connected']);
    expect(tab.gaps).toEqual([]);
  }
});

test('the leader crashes with messages on their way', async () => {
  const [first, ...others] = await openTabs(4);
  history.publish();
  history.publish();
  history.flush();
  await Promise.resolve();
  first.crash();
  await pause(10);
  await send(2);
  await expectHeard(others, history.after('0-0'));
});

test('batches that are lost are missed with the next ones, and asked for', async () => {
  const tabs = await openTabs(3);
  browser.lose(({ message }) => message.kind === 'batch');
  await send(2);
  browser.lose(() => false);
  await send(1);
  await expectHeard(tabs, history.after('0-0'));
  for (const { gaps } of tabs) expect(gaps).toEqual([]);
  expect(history.asked).toHaveLength(1);
});

test('a follower closes: the others notice nothing', async () => {
  const [first, second, third] = await openTabs(3);
  second.source.disconnect();
  await send(1);
  expect(history.asked).toHaveLength(1);
  expect(second.heard).toEqual([]);
  expect(second.status()).toBe('closed');
  expect([first, third].map((tab) => tab?.log)).toEqual([
    ['open', 'connected'],
    ['open', 'connected'],
  ]);
  second.source.connect();
  await live(second);
  await send(1);
  expect(history.asked).toHaveLength(1);
  await expectHeard([second], history.after('0-0'));
});

test('a gap is told in every tab, once', async () => {
  const tabs = await openTabs(3);
  const from = history.position();
  history.skip();
  history.forget();
  history.hangUp();
  await pause(20);
  const to = history.position();
  await until(() => tabs.every(({ gaps }) => gaps.length > 0));
  for (const { gaps } of tabs) expect(gaps).toEqual([{ from, to }]);
});

test('a tab that lacks more than the leader remembers asks the server, then joins', async () => {
  const cursor = history.position();
  await send(3);
  const first = open();
  await live(first);
  const second = open({ cursor });
  await live(second);
  await send(2);
  // It asks the leader once a second.
  await until(() => history.open() === 1);
  expect(history.asked).toEqual([undefined, cursor]);
  await expectHeard([second], history.after(cursor));
  await expectHeard([first], history.after(cursor).slice(3));
  expect(second.status()).toBe('open');
});

test('so does one whose cursor is an id of the application that the leader never saw', async () => {
  await send(1, 'order-1');
  const cursor = 'order-1';
  await send(1, 'order-2');
  await live(open());
  const second = open({ cursor });
  await live(second);
  await send(1, 'order-3');
  // It asks the leader once a second.
  await pause(1_100);
  await send(1, 'order-4');
  await until(() => history.open() === 1);
  await send(1, 'order-5');
  await expectHeard([second], ['order-2', 'order-3', 'order-4', 'order-5']);
  expect(history.asked).toEqual([undefined, cursor]);
  expect(history.open()).toBe(1);
});

test('a tab ahead of the leader skips what it has', async () => {
  const first = open();
  await live(first);
  history.publish();
  history.publish();
  const second = open({ cursor: history.position() });
  await live(second);
  history.publish();
  history.flush();
  await pause(5);
  await expectHeard([first], history.after('0-0'));
  await expectHeard([second], [history.position()]);
  expect(history.asked).toHaveLength(1);
});

test('while the request is on its way, an older cursor replaces it', async () => {
  const cursor = history.position();
  await send(2);
  const { fetch } = history;
  history.fetch = async (...args) => {
    const answer = await fetch(...args);
    await pause(30);
    return answer;
  };
  const newer = history.position();
  const first = open({ cursor: newer });
  await pause(5);
  const second = open({ cursor });
  await pause(80);
  await send(1);
  expect(history.asked).toEqual([newer, cursor]);
  await expectHeard([first], history.after(newer));
  await expectHeard([second], history.after(cursor));
});

test('connect() and reconnect() of any tab go to the leader', async () => {
  const [first, second] = await openTabs(2);
  second.source.connect();
  second.source.reconnect();
  await pause(10);
  await send(1);
  expect(history.asked).toHaveLength(2);
  expect(history.open()).toBe(1);
  await expectHeard([first, second], history.after('0-0'));
  for (const { log } of [first, second]) {
    expect(log).toEqual(['open', 'connected', 'close', 'open', 'connected']);
  }
});

test('a refusal closes every tab, with its sentence; any of them can begin anew', async () => {
  const [first, second] = await openTabs(2);
  const { fetch } = history;
  history.fetch = async () => {
    history.asked.push('refused');
    return new Response(null, { status: 401 });
  };
  history.hangUp();
  await pause(150);
  for (const { source, errors } of [first, second]) {
    expect(source.getSnapshot()).toMatchObject({
      status: 'closed',
      error: expect.stringContaining('asks for authentication (401)'),
    });
    expect(errors.at(-1)).toMatchObject({
      code: 'ERR_SSECAST_UNAUTHORIZED',
      status: 401,
      final: true,
    });
  }
  expect(history.asked).toEqual([undefined, 'refused']);
  expect(browser.channels()).toBe(0);
  history.fetch = fetch;
  second.source.connect();
  first.source.connect();
  await pause(10);
  await send(1);
  expect(history.open()).toBe(1);
  await expectHeard([first, second], history.after('0-0'));
});

test('what disconnect() leaves of a chunk comes with connect(), in leader and follower', async () => {
  const [first, second] = await openTabs(2);
  for (const { source } of [first, second]) {
    const unlisten = source.listen({
      onMessage: ({ event }) => {
        if (event !== 'tick') return;
        unlisten();
        source.disconnect();
      },
    });
  }
  await send(3);
  await pause(10);
  expect([first, second].map(({ heard }) => heard.length)).toEqual([1, 1]);
  first.source.connect();
  second.source.connect();
  await pause(20);
  await expectHeard([first, second], history.after('0-0'));
});

test('a listener that throws keeps nothing from the other tabs', async () => {
  const [first, second] = await openTabs(2);
  const reported: unknown[] = [];
  (globalThis as { reportError?: unknown }).reportError = (error: unknown) => reported.push(error);
  first.source.listen({
    onMessage: () => {
      throw new Error('mine');
    },
  });
  await send(2);
  delete (globalThis as { reportError?: unknown }).reportError;
  expect(reported).toHaveLength(2);
  await expectHeard([first, second], history.after('0-0'));
});

test.each([
  ['pagehide', 'pageshow', 'page'],
  ['freeze', 'resume', 'document'],
] as const)('a leader lets go at %s and is back at %s', async (sleep, wake, target) => {
  const [first, second] = await openTabs(2);
  first.tab[target].dispatchEvent(new Event(sleep));
  await pause(10);
  await until(() => browser.holder() === second.tab && second.status() === 'open');
  await send(2);
  await expectHeard([second], history.after('0-0'));
  expect(first.heard).toEqual([]);
  first.tab[target].dispatchEvent(new Event(wake));
  await pause(10);
  await send(1);
  await expectHeard([first, second], history.after('0-0'));
  expect(history.open()).toBe(1);
});

test('a tab that sleeps stays closed if it was', async () => {
  const tab = open();
  await pause();
  tab.source.disconnect();
  tab.tab.page.dispatchEvent(new Event('pageshow'));
  await pause(5);
  expect(tab.status()).toBe('closed');
  expect(history.open()).toBe(0);
});

test('other options, another connection', async () => {
  await live(open(), open({ maxEvents: 5 }));
  expect(browser.names()).toHaveLength(2);
  expect(history.open()).toBe(2);
});

test('where the browser gives no locks, each tab has a connection of its own', async () => {
  const tab = browser.open();
  tab.locks.request = () => Promise.reject(new DOMException('no', 'SecurityError'));
  const spy = jest.spyOn(browser, 'open').mockReturnValue(tab);
  const only = open();
  spy.mockRestore();
  await live(only);
  await send(1);
  await expectHeard([only], history.after('0-0'));
  expect(only.status()).toBe('open');
});
