import { createHistory } from '../support/history.js';
import { until } from '../support/until.js';
import { createBrowser } from './support/browser.js';
import { type OpenTab, openTab, pause } from './support/tabs.js';

let history: ReturnType<typeof createHistory>;
let browser: ReturnType<typeof createBrowser>;
let opened: OpenTab[];
let asked: string[][];
let changes: { join: string[]; leave: string[] }[];

beforeEach(() => {
  history = createHistory();
  browser = createBrowser();
  opened = [];
  asked = [];
  changes = [];
  const { fetch } = history;
  history.fetch = async (url, init) => {
    if (init.method !== 'POST') {
      asked.push(new URL(url, 'http://x').searchParams.getAll('channel').sort());
      return fetch(url, init);
    }
    const { join, leave, identify } = JSON.parse(String(init.body));
    if (identify) return fetch(url, init);
    changes.push({ join, leave });
    return Response.json({ joined: join, left: leave, cursor: history.position() });
  };
});

afterEach(async () => {
  for (const { source } of opened) source.disconnect();
  await pause(120);
  expect(browser.channels()).toBe(0);
});

async function open(channels: string[] = []) {
  const tab = openTab(browser, history, { channels });
  opened.push(tab);
  await until(() => tab.status() === 'open' && tab.log.includes('connected'));
  return tab;
}

test('the leader reads what any tab wants, and leaves what no tab wants any more', async () => {
  await open(['a']);
  const second = await open(['a', 'b']);
  await until(() => changes.length === 1);
  second.source.join('c');
  await until(() => changes.length === 2);
  second.source.disconnect();
  await until(() => changes.length === 3);
  expect(asked).toEqual([['a']]);
  expect(changes).toEqual([
    { join: ['b'], leave: [] },
    { join: ['c'], leave: [] },
    { join: [], leave: ['b', 'c'] },
  ]);
});

test('all tabs hear from where a channel is read', async () => {
  const [first, second] = [await open(), await open()];
  const joined: [string, string][] = [];
  first.source.listen({ onJoined: (...told) => joined.push(told) });
  second.source.listen({ onJoined: (...told) => joined.push(told) });
  second.source.join('a');
  await until(() => joined.length === 2);
  expect(joined).toEqual(Array(2).fill(['a', history.position()]));
});

test('left and joined again within a task is no change', async () => {
  const tab = await open(['a']);
  tab.source.leave('a');
  tab.source.join('a');
  await pause(20);
  expect(changes).toEqual([]);
});

test('the next leader begins with what all tabs want, those before it included', async () => {
  const first = await open(['a']);
  await open(['b']);
  await open(['c']);
  await until(() => changes.length === 2);
  first.crash();
  await until(() => asked.length === 2);
  expect(asked[1]).toEqual(expect.arrayContaining(['b', 'c']));
});
