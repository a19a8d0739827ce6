import { createHistory } from '../support/history.js';
import { createBrowser } from './support/browser.js';
import { openTab } from './support/tabs.js';

let asked: string[][];
let left: string[];
let history: ReturnType<typeof createHistory>;
let browser: ReturnType<typeof createBrowser>;

beforeEach(() => {
  jest.useFakeTimers();
  asked = [];
  left = [];
  history = createHistory();
  browser = createBrowser();
  const { fetch } = history;
  history.fetch = async (url, init) => {
    if (init.method !== 'POST') {
      asked.push(new URL(url, 'http://x').searchParams.getAll('channel').sort());
      return fetch(url, init);
    }
    const change = JSON.parse(String(init.body));
    if (change.identify) return fetch(url, init);
    left.push(...change.leave);
    return Response.json({ joined: change.join, left: change.leave, cursor: history.position() });
  };
});
afterEach(() => {
  jest.useRealTimers();
});

const pass = (milliseconds = 20) => jest.advanceTimersByTimeAsync(milliseconds);

async function open(channels: string[]) {
  const tab = openTab(browser, history, { channels });
  await pass();
  return tab;
}

test('what only a crashed tab wanted is left, what others want stays', async () => {
  const tabs = [await open(['a']), await open(['b']), await open(['c'])] as const;
  tabs[1].crash();
  await pass(45_000);
  expect(left).toEqual([]);
  await pass(300_000);
  expect(left).toEqual(['b']);
  expect(asked).toEqual([['a']]);
  for (const { source } of tabs) source.disconnect();
  await pass();
  expect(jest.getTimerCount()).toBe(0);
});

test('so is what the leader wanted that crashed, once the next one leads', async () => {
  const tabs = [await open(['a']), await open(['b']), await open(['c'])] as const;
  tabs[0].crash();
  await pass(5_000);
  expect(asked).toEqual([['a'], ['a', 'b', 'c']]);
  expect(left).toEqual([]);
  await pass(10_000);
  expect(left).toEqual(['a']);
  for (const { source } of tabs) source.disconnect();
});

test('a leader that is replaced because it says nothing finds its channels read', async () => {
  const tabs = [await open(['a']), await open(['b'])] as const;
  await pass(100_000);
  tabs[0].tab.freeze();
  tabs[1].tab.document.dispatchEvent(new Event('visibilitychange'));
  await pass(9_000);
  tabs[0].tab.thaw();
  await pass(100_000);
  expect(asked).toEqual([['a'], ['a', 'b']]);
  expect(left).toEqual([]);
  for (const { source } of tabs) source.disconnect();
});
