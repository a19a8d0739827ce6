import { createHistory } from '../support/history.js';
import { until } from '../support/until.js';
import { createBrowser } from './support/browser.js';
import { type OpenTab, openTab, pause } from './support/tabs.js';

let history: ReturnType<typeof createHistory>;
let browser: ReturnType<typeof createBrowser>;
let opened: OpenTab[];
let asked: string[][];
let changes: { join: string[]; leave: string[] }[];
/** Changes have no answer. */
let isSilent: boolean;

beforeEach(() => {
  history = createHistory();
  browser = createBrowser();
  opened = [];
  asked = [];
  changes = [];
  isSilent = false;
  const { fetch } = history;
  history.fetch = async (url, init) => {
    if (init.method !== 'POST') {
      asked.push(new URL(url, 'http://x').searchParams.getAll('channel').sort());
      return fetch(url, init);
    }
    const { join, leave, identify } = JSON.parse(String(init.body));
    if (identify) return fetch(url, init);
    changes.push({ join, leave });
    if (isSilent) return new Promise(() => undefined);
    return Response.json({ joined: join, left: leave, cursor: history.position() });
  };
});

afterEach(async () => {
  for (const { source } of opened) source.disconnect();
  await pause(120);
  expect(browser.channels()).toBe(0);
});

async function open(channels: string[] = [], cursor = '') {
  const tab = openTab(browser, history, { channels, cursor });
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

describe('a tab whose data are older than a channel of the leader', () => {
  /** A channel of the second tab, which the leader joined after the cursor `old`. */
  async function joinedLate() {
    await open(['a']);
    const old = history.position();
    history.publish();
    history.flush();
    const second = await open(['b']);
    await until(() => changes.length === 1);
    await pause(10);
    return { old, second };
  }

  test('has a gap, once', async () => {
    const { old } = await joinedLate();
    const to = history.position();
    const third = await open(['b'], old);
    history.publish();
    history.flush();
    await until(() => third.heard.length === 2);
    third.source.leave('b');
    expect(third.gaps).toEqual([{ from: old, to }]);
    expect(changes).toHaveLength(1);
  });

  test('has none where it is no older', async () => {
    const { second } = await joinedLate();
    const third = await open(['b'], history.position());
    history.publish();
    history.flush();
    await until(() => third.heard.length === 1);
    expect([second.gaps, third.gaps]).toEqual([[], []]);
  });

  test('has a gap where the leader joins the channel for it', async () => {
    await open(['a']);
    const old = history.position();
    history.publish();
    history.flush();
    const second = await open(['b'], old);
    await until(() => second.gaps.length === 1);
    expect(second.gaps).toEqual([{ from: old, to: history.position() }]);
  });

  test('has a gap where the leader ends before it has joined the channel', async () => {
    const first = await open(['a']);
    const old = history.position();
    history.publish();
    history.flush();
    isSilent = true;
    const second = await open(['b'], old);
    await until(() => changes.length === 1);
    first.crash();
    await until(() => asked.length === 2);
    await until(() => second.gaps.length === 1);
    expect(asked[1]).toContain('b');
    expect(second.gaps).toEqual([{ from: old, to: history.position() }]);
  });
});

test('another leader is no gap, and nothing is joined anew', async () => {
  const first = await open(['a'], history.position());
  const others = [await open(['a'], history.position()), await open(['b'], history.position())];
  await until(() => changes.length === 1);
  history.publish();
  history.flush();
  await until(() => others.every(({ heard }) => heard.length === 1));
  const joined = jest.fn();
  for (const { source } of others) source.listen({ onJoined: joined });
  first.crash();
  await until(() => asked.length === 2);
  history.publish();
  history.flush();
  await until(() => others.every(({ heard }) => heard.length === 2));
  expect(others.flatMap(({ gaps }) => gaps)).toEqual([]);
  expect(joined).not.toHaveBeenCalled();
});
