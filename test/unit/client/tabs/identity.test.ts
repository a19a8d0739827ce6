/** Tabs of one browser whose requests come from different users, as after a change of login. */
import { createHistory } from '../support/history.js';
import { until } from '../support/until.js';
import { createBrowser } from './support/browser.js';
import { type OpenTab, openTab, pause } from './support/tabs.js';

// Streams end here all the time, and their ends are not what these tests are about.
jest.mock('../../../../lib/client/transport/back-off.js', () => ({
  ...jest.requireActual('../../../../lib/client/transport/back-off.js'),
  shortestRepeat: 0,
}));

let browser: ReturnType<typeof createBrowser>;
let opened: OpenTab[];
beforeEach(() => {
  browser = createBrowser();
  opened = [];
});
afterEach(async () => {
  for (const { source } of opened) source.disconnect();
  await until(() => browser.channels() === 0 && browser.holder() === undefined);
});

type History = ReturnType<typeof createHistory>;

/** A user, with events of its own. Numbers tell the users' events apart. */
function userCalled(identity: string | undefined): History {
  const history = createHistory();
  history.identity = identity;
  return history;
}

/** A tab whose requests come from whoever is signed in then. */
function open(signedIn: () => History): OpenTab {
  const fetch = ((url: string, init: RequestInit) => signedIn().fetch(url, init)) as never;
  const tab = openTab(browser, signedIn(), { fetch });
  opened.push(tab);
  return tab;
}

/** Publishes one event and waits until the tabs that may hear it have it, and what is wrong had the time. */
async function publish(history: History, tabs: OpenTab[]): Promise<void> {
  const before = tabs.map(({ heard }) => heard.length);
  history.publish();
  history.flush();
  await until(() => tabs.every(({ heard }, index) => heard.length > (before[index] ?? 0)));
  await pause(20);
}

const isOpen = (tab: OpenTab) => until(() => tab.status() === 'open');

test("the new user's tab hears nothing of the former user, whose tab leads", async () => {
  const [anna, bert] = [userCalled('anna'), userCalled('bert')];
  let cookie = anna;
  const first = open(() => anna);
  const second = open(() => anna);
  await Promise.all([first, second].map(isOpen));
  cookie = bert;
  const third = open(() => cookie);
  await isOpen(third);
  await publish(anna, [first, second]);
  expect(third.heard).toEqual([]);
  await publish(bert, [third]);
  expect([first, second, third].map(({ heard }) => heard.length)).toEqual([1, 1, 1]);
  expect([anna.open(), bert.open()]).toEqual([1, 1]);
  // Both tabs of the same user share one connection: the followers have asked, and opened none.
  expect(anna.asked).toHaveLength(1);
});

test("the leader's stream comes back as another user: the followers leave it", async () => {
  const [anna, bert] = [userCalled('anna'), userCalled('bert')];
  let leaders = anna;
  const first = open(() => leaders);
  await isOpen(first);
  const others = [open(() => anna), open(() => anna)];
  await Promise.all(others.map(isOpen));
  leaders = bert;
  anna.hangUp();
  await until(() => bert.open() === 1 && anna.open() === 1);
  await Promise.all([first, ...others].map(isOpen));
  await publish(bert, [first]);
  expect(others.map(({ heard }) => heard)).toEqual([[], []]);
  await publish(anna, others);
  expect(first.heard).toHaveLength(1);
});

test('all tabs of a browser change their login: they share one connection again', async () => {
  const [anna, bert] = [userCalled('anna'), userCalled('bert')];
  let cookie = anna;
  const tabs = [open(() => cookie), open(() => cookie), open(() => cookie)];
  await Promise.all(tabs.map(isOpen));
  cookie = bert;
  anna.hangUp();
  await until(() => bert.open() === 1 && tabs.every(({ status }) => status() === 'open'));
  await publish(bert, tabs);
  await until(() => bert.open() === 1);
  expect(anna.open()).toBe(0);
});

test('reconnect() after signing in: the tab leaves the group of the former user', async () => {
  const [anna, bert] = [userCalled('anna'), userCalled('bert')];
  let mine = anna;
  const first = open(() => anna);
  await isOpen(first);
  const second = open(() => mine);
  await isOpen(second);
  mine = bert;
  second.source.reconnect();
  await until(() => bert.open() === 1 && second.status() === 'open');
  await publish(anna, [first]);
  expect(second.heard).toEqual([]);
});

test('a server that does not say whose stream it is: each tab has one of its own', async () => {
  const history = userCalled(undefined);
  const tabs = [open(() => history), open(() => history)];
  await Promise.all(tabs.map(isOpen));
  expect(history.open()).toBe(2);
  await publish(history, tabs);
});

test('the question is not answered, the stream says it: the tabs share', async () => {
  const history = userCalled('anna');
  const { fetch } = history;
  history.fetch = async (url, init) =>
    init.method === 'POST' ? new Response(null, { status: 502 }) : fetch(url, init);
  const tabs = [open(() => history), open(() => history)];
  await until(() => tabs.every(({ status }) => status() === 'open') && history.open() === 1);
  await publish(history, tabs);
});

test('an identity that is another one with each request is shared with nobody, and asked no more', async () => {
  const history = userCalled('0');
  const { fetch } = history;
  let count = 0;
  history.fetch = (url, init) => {
    count += 1;
    history.identity = String(count);
    return fetch(url, init);
  };
  const tabs = [open(() => history), open(() => history)];
  await Promise.all(tabs.map(isOpen));
  await until(() => history.open() === 2);
  const asked = count;
  await publish(history, tabs);
  expect(count).toBe(asked);
});

test('the question is asked once for a tab, and again when it comes back', async () => {
  const history = userCalled('anna');
  const { fetch } = history;
  let questions = 0;
  history.fetch = (url, init) => {
    if (init.method === 'POST') questions += 1;
    return fetch(url, init);
  };
  const tab = open(() => history);
  await isOpen(tab);
  await publish(history, [tab]);
  expect(questions).toBe(1);
  tab.tab.page.dispatchEvent(new Event('pagehide'));
  await until(() => history.open() === 0);
  tab.tab.page.dispatchEvent(new Event('pageshow'));
  await until(() => history.open() === 1);
  expect(questions).toBe(2);
});
