/** Tabs that come, go, freeze, sleep, hang, wake and change their options, in any order. */
import type { View } from '../../../../lib/client/connection/view.js';
import { createHistory } from '../support/history.js';
import { createRandom } from '../support/random.js';
import { createBrowser } from './support/browser.js';
import { type OpenTab, openTab } from './support/tabs.js';

// Streams end here all the time, and their ends are not what these tests are about.
jest.mock('../../../../lib/client/transport/back-off.js', () => ({
  ...jest.requireActual('../../../../lib/client/transport/back-off.js'),
  shortestRepeat: 0,
}));

/** One page, over all its connections. */
interface Page {
  cursor: string;
  opened: OpenTab;
  /** What its former connections brought. */
  before: (string | undefined)[];
  isFrozen: boolean;
  /** Which options it has; pages with the same ones share. */
  group: number;
}

const pass = (milliseconds: number) => jest.advanceTimersByTimeAsync(milliseconds);

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

function createWorld(seed: number, slowest: number, ownIds: boolean) {
  const random = createRandom(seed);
  jest.spyOn(Math, 'random').mockImplementation(() => random(1_000) / 1_000);
  const history = createHistory();
  const browser = createBrowser(() => random(slowest + 1));
  const positions = [history.position()];
  const pages: Page[] = [];
  const all: OpenTab[] = [];

  function connect(cursor: string, group: number): OpenTab {
    const options = { cursor, url: `/sse?${seed}`, maxEvents: 1_000 + group };
    const opened = openTab(browser, history, options, random);
    all.push(opened);
    const { source, status, tab } = opened;
    const hurry = () => {
      if (!tab.isDead && status() === 'connecting') source.connect();
    };
    source.listen({ onError: () => setTimeout(hurry, 0) });
    return opened;
  }
  function open() {
    const cursor = positions[Math.max(0, positions.length - 1 - random(8))] as string;
    const group = random(5) === 0 ? 1 : 0;
    pages.push({ cursor, group, opened: connect(cursor, group), before: [], isFrozen: false });
  }
  /** Another connection, from where the page is. */
  function change(page: Page) {
    const { source, heard } = page.opened;
    const { cursor } = (source as View).place();
    source.disconnect();
    page.before.push(...heard);
    page.group = 1 - page.group;
    page.opened = connect(cursor, page.group);
  }
  const some = () => pages[random(pages.length)];
  const awake = () => pages.filter(({ isFrozen }) => !isFrozen)[random(pages.length)];
  const leading = () => pages.find(({ opened }) => opened.tab === browser.holder());
  const either = () => (random(2) === 0 ? leading() : some());
  const say = (target: EventTarget | undefined, type: string) =>
    target?.dispatchEvent(new Event(type));
  function thaw(page: Page | undefined) {
    if (!page?.isFrozen) return;
    page.isFrozen = false;
    page.opened.tab.thaw();
  }
  function remove(page: Page | undefined): Page | undefined {
    if (!page || pages.length < 2) return undefined;
    pages.splice(pages.indexOf(page), 1);
    thaw(page);
    return page;
  }
  const actions: Record<string, () => void> = {
    publish: () => history.publish(),
    publishMore: () => history.publish(),
    publishOwn: () => history.publish(ownIds ? `order-${positions.length}` : undefined),
    skip: history.skip,
    heartbeat: history.heartbeat,
    flush: history.flush,
    flushAgain: history.flush,
    hangUp: history.hangUp,
    open: () => pages.length < 7 && open(),
    crash: () => remove(either())?.opened.crash(),
    close: () => remove(either())?.opened.source.disconnect(),
    freeze() {
      const page = either();
      if (!page || page.isFrozen) return;
      page.isFrozen = true;
      page.opened.tab.freeze();
    },
    thaw: () => thaw(some()),
    sleep() {
      const page = either()?.opened.tab;
      const [target, down, up] = [
        [page?.page, 'pagehide', 'pageshow'],
        [page?.document, 'freeze', 'resume'],
      ][random(2)] as [EventTarget | undefined, string, string];
      say(target, down);
      setTimeout(() => say(target, up), random(3) * 4_000);
    },
    look: () => say(some()?.opened.tab.document, 'visibilitychange'),
    online() {
      for (const { opened } of pages) say(opened.tab.page, 'online');
    },
    connect: () => awake()?.opened.source.connect(),
    reconnect: () => awake()?.opened.source.reconnect(),
    change() {
      const page = awake();
      if (page) change(page);
    },
    stranger() {
      for (const name of browser.names()) {
        const channel = browser.open().openChannel(name);
        channel.postMessage({ kind: 'batch', epoch: 'other', number: 1, items: [{ kind: 'x' }] });
        channel.postMessage({ kind: 'of a later release', from: 7 });
        channel.postMessage('text');
        channel.postMessage(null);
        channel.close();
      }
    },
  };
  const names = Object.keys(actions);
  const log: string[] = [];

  return {
    history,
    browser,
    pages,
    all,
    log,
    open,
    thaw,
    step() {
      const name = names[random(names.length)] as string;
      log.push(name);
      actions[name]?.();
      positions.push(history.position());
      return [0, 0, 1, 5, 50, 1_000, 5_000][random(7)] as number;
    },
  };
}

describe.each([
  ['at once', 0, false],
  ['after a while', 5, false],
  ['after a while, with ids of the application', 5, true],
])('messages arrive %s', (_name, slowest, ownIds) => {
  test.each(Array.from({ length: 40 }, (_, seed) => seed + 1))(
    'every page that stays gets each event exactly once (seed %d)',
    async (seed) => {
      const world = createWorld(seed, slowest, ownIds);
      const { history, browser, pages, all, log } = world;
      world.open();
      world.open();
      for (let step = 0; step < 80; step += 1) await pass(world.step());
      for (const page of pages) world.thaw(page);
      await pass(20_000);
      history.flush();
      // A catch-up asks the leader with the events that come.
      for (let round = 0; round < 5; round += 1) {
        history.publish();
        history.flush();
        await pass(5_000);
      }
      const seen = pages.map(({ opened, before }) => [...before, ...opened.heard]);
      expect({ log, seen }).toEqual({
        log,
        seen: pages.map(({ cursor }) => history.after(cursor)),
      });
      expect(pages.map(({ opened }) => opened.status())).toEqual(pages.map(() => 'open'));
      expect(pages.flatMap(({ opened }) => opened.gaps)).toEqual([]);
      expect(history.open()).toBe(new Set(pages.map(({ group }) => group)).size);
      for (const { source } of all) source.disconnect();
      await pass(200);
      expect(history.open()).toBe(0);
      expect(browser.channels()).toBe(0);
      expect(browser.waiting()).toBe(0);
    },
  );
});
