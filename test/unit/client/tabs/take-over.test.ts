import { createHistory } from '../support/history.js';
import { createRandom } from '../support/random.js';
import { createBrowser } from './support/browser.js';
import { expectHeard, type OpenTab, openTab, pause } from './support/tabs.js';

// Streams end here all the time, and their ends are not what these tests are about.
jest.mock('../../../../lib/client/transport/back-off.js', () => ({
  ...jest.requireActual('../../../../lib/client/transport/back-off.js'),
  shortestRepeat: 0,
}));

interface Seen extends OpenTab {
  cursor: string;
}

/**
 * Locks and messages take up to `slowest` milliseconds, messages of different tabs overtake each
 * other, and what a dying tab had on its way arrives in part.
 */
async function live(seed: number, slowest: number, ownIds: boolean) {
  const random = createRandom(seed);
  const history = createHistory();
  const browser = createBrowser(() => random(slowest + 1));
  const positions = [history.position()];
  const tabs: Seen[] = [];
  const all: Seen[] = [];

  function open() {
    const cursor = positions[Math.max(0, positions.length - 1 - random(8))] as string;
    const tab = { ...openTab(browser, history, { cursor, url: `/sse?${seed}` }, random), cursor };
    tabs.push(tab);
    all.push(tab);
    // Waits grow while streams do not last, which none does here: somebody asks for the next one.
    const { source, status } = tab;
    const hurry = () => {
      if (!tab.tab.isDead && status() === 'connecting') source.connect();
    };
    source.listen({ onError: () => setTimeout(hurry, 0) });
  }
  function leading() {
    const place = tabs.findIndex(({ tab }) => tab === browser.holder());
    return place < 0 ? undefined : tabs.splice(place, 1)[0];
  }

  open();
  open();
  for (let step = 0; step < 80; step += 1) {
    const choice = random(14);
    if (choice < 5) history.publish();
    else if (choice === 5) history.publish(ownIds ? `order-${step}` : undefined);
    else if (choice === 6) history.skip();
    else if (choice === 7) history.heartbeat();
    else if (choice === 8 && random(3) === 0) history.hangUp();
    else if (choice === 9 && tabs.length < 7) open();
    else if (choice === 10 && random(2) === 0) leading()?.crash();
    else if (choice === 11 && random(3) === 0) leading()?.source.disconnect();
    else if (choice === 12 && tabs.length > 1) tabs.splice(random(tabs.length), 1)[0]?.crash();
    else history.flush();
    positions.push(history.position());
    if (random(3) === 0) await pause(random(6));
  }
  if (tabs.length === 0) open();
  history.flush();
  // What is told twice would come now.
  await pause(60 + 20 * slowest);
  return { history, browser, tabs, all };
}

async function end({ history, all }: Awaited<ReturnType<typeof live>>) {
  for (const { source } of all) source.disconnect();
  await pause(5);
  expect(history.open()).toBe(0);
}

const seeds = Array.from({ length: 30 }, (_, seed) => seed + 1);

describe.each([
  ['at once', 0, false],
  ['after a while', 5, false],
  ['after a while, with ids of the application', 5, true],
])('messages arrive %s', (_name, slowest, ownIds) => {
  test.each(seeds)('every tab that stays gets each event exactly once (seed %d)', async (seed) => {
    const world = await live(seed, slowest, ownIds);
    const { history, tabs } = world;
    for (const tab of tabs) {
      const { cursor, gaps, status } = tab;
      await expectHeard([tab], history.after(cursor));
      expect(gaps).toEqual([]);
      expect(status()).toBe('open');
    }
    await end(world);
  });
});
