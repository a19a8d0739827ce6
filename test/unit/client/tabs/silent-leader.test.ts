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
