import { createHistory } from '../support/history.js';
import { createBrowser } from './support/browser.js';
import { openTab } from './support/tabs.js';

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

const pass = (milliseconds = 10) => jest.advanceTimersByTimeAsync(milliseconds);

async function openTwo() {
  const history = createHistory();
  const browser = createBrowser();
  const leader = openTab(browser, history);
  await pass();
  const follower = openTab(browser, history);
  await pass();
  const send = async () => {
    history.publish();
    history.flush();
    await pass();
  };
  await send();
  const end = async () => {
    leader.source.disconnect();
    follower.source.disconnect();
    await pass();
    expect(history.open()).toBe(0);
    expect(jest.getTimerCount()).toBe(0);
  };
  return { history, browser, leader, follower, send, end };
}

test('a leader that hears nothing any more is replaced, and follows when it is back', async () => {
  const { history, browser, leader, follower, send, end } = await openTwo();
  leader.tab.freeze();
  await send();
  await pass(60_000);
  expect(browser.holder() === follower.tab).toBe(true);
  await send();
  expect(follower.heard).toEqual(history.after('0-0'));
  leader.tab.thaw();
  await pass();
  await send();
  expect(history.open()).toBe(1);
  for (const { heard, gaps } of [leader, follower]) {
    expect(heard).toEqual(history.after('0-0'));
    expect(gaps).toEqual([]);
  }
  await end();
});

test('a tab that somebody looks at does not wait for the next round', async () => {
  const { browser, leader, follower, end } = await openTwo();
  leader.tab.freeze();
  follower.tab.document.dispatchEvent(new Event('visibilitychange'));
  await pass(9_000);
  expect(browser.holder() === follower.tab).toBe(true);
  leader.tab.thaw();
  await end();
});

test('a leader that hangs is replaced within 28 s of its last word', async () => {
  const { browser, leader, follower, send, end } = await openTwo();
  // Into the middle of a round: its clock begins with the last word, not with the round.
  await pass(13_000);
  await send();
  leader.tab.freeze();
  await pass(23_000);
  expect(browser.holder() === leader.tab).toBe(true);
  await pass(5_100);
  expect(browser.holder() === follower.tab).toBe(true);
  leader.tab.thaw();
  await end();
});

test('a look at a follower hurries a leader that waits for its next attempt', async () => {
  let isDown = false;
  let asked = 0;
  const history = createHistory();
  const browser = createBrowser();
  const fetch = (url: string, init: RequestInit) => {
    if (init.method !== 'POST') asked += 1;
    return isDown && init.method !== 'POST'
      ? Promise.resolve(new Response(null, { status: 502 }))
      : history.fetch(url, init);
  };
  const options = { fetch: fetch as never };
  const [leader, follower] = [
    openTab(browser, history, options),
    openTab(browser, history, options),
  ];
  await pass();
  await pass(6_000);
  isDown = true;
  history.hangUp();
  // The waits grow; the next one takes 16 s at least.
  while (asked < 6) await pass(500);
  isDown = false;
  const before = asked;
  expect(follower.status()).toBe('connecting');
  await pass(1_000);
  expect(asked).toBe(before);
  follower.tab.document.dispatchEvent(new Event('visibilitychange'));
  await pass();
  expect(asked).toBe(before + 1);
  expect([leader.status(), follower.status()]).toEqual(['open', 'open']);
  leader.source.disconnect();
  follower.source.disconnect();
  await pass(200);
});

test('a catch-up ends though the page is too old for events that it brings', async () => {
  const history = createHistory();
  const browser = createBrowser();
  const cursor = history.position();
  for (let left = 3; left > 0; left -= 1) history.publish();
  // The newest two are of a version that this page does not understand.
  const fetch = async (url: string, init: RequestInit) => {
    const response = await history.fetch(url, init);
    if (init.method === 'POST') return response;
    const newer = new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        const text = new TextDecoder().decode(chunk);
        const marked = text.replaceAll(/(event: tick\ndata: [23]\n)/g, ': version 9\n$1');
        controller.enqueue(new TextEncoder().encode(marked));
      },
    });
    return new Response(response.body?.pipeThrough(newer), { headers: response.headers });
  };
  const options = { fetch: fetch as never, version: 1 };
  const leader = openTab(browser, history, options);
  await pass(20);
  const behind = openTab(browser, history, { ...options, cursor });
  await pass(20);
  expect(history.asked).toEqual([undefined, cursor]);
  expect(history.open()).toBe(1);
  expect(behind.heard).toHaveLength(1);
  leader.source.disconnect();
  behind.source.disconnect();
  await pass(200);
});

test('a leader without news is asked, answers, and stays', async () => {
  const { history, browser, leader, follower, send, end } = await openTwo();
  await pass(300_000);
  expect(browser.holder() === leader.tab).toBe(true);
  expect(browser.said.filter(({ message }) => message.kind === 'ping').length).toBeGreaterThan(5);
  await send();
  expect(follower.heard).toEqual(history.after('0-0'));
  expect(history.asked).toHaveLength(1);
  await end();
});
