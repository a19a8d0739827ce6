import { createLazySource } from '../../../lib/client/connection/lazy-source.js';
import { resolveOptions } from '../../../lib/client/options/resolve-options.js';
import { createServerSource } from '../../../lib/client/source/server-source.js';
import type { Source } from '../../../lib/client/source/source.js';
import { createHistory } from './support/history.js';
import { createRandom } from './support/random.js';

const pause = (milliseconds = 2) => new Promise((resolve) => setTimeout(resolve, milliseconds));

let history: ReturnType<typeof createHistory>;
let source: Source;
let loads: number;
let created: string[][];
let statuses: string[];
let arrive: () => void;

beforeEach(() => {
  history = createHistory();
  loads = 0;
  created = [];
  statuses = [];
  const settings = resolveOptions({ url: '/sse', fetch: history.fetch as typeof fetch });
  source = createLazySource(settings, () => {
    loads += 1;
    return new Promise((resolve) => {
      arrive = () =>
        resolve((given) => {
          created.push([...given.channels]);
          return createServerSource(given);
        });
    });
  });
  source.read({
    take: (item) => item.kind === 'status' && statuses.push(item.status),
    flush: () => undefined,
  });
});
afterEach(async () => {
  source.disconnect();
  await pause();
  expect(history.open()).toBe(0);
});

test('disconnect() while the code is on its way is told once, and is the last word', async () => {
  source.start();
  source.disconnect();
  arrive();
  await pause();
  source.start();
  source.wake(true);
  await pause();
  expect(statuses).toEqual(['connecting', 'closed']);
  expect(history.asked).toEqual([]);
  source.connect();
  await pause();
  expect(statuses).toEqual(['connecting', 'closed', 'connecting', 'open']);
  expect(loads).toBe(1);
});

test.each(Array.from({ length: 60 }, (_, seed) => seed + 1))(
  'commands in any order have the same result as on a source that is there (seed %d)',
  async (seed) => {
    const random = createRandom(seed);
    const settings = resolveOptions({ url: '/sse', fetch: history.fetch as typeof fetch });
    const model = createServerSource(settings);
    const commands = [
      'start',
      'connect',
      'reconnect',
      'disconnect',
      'join',
      'leave',
      'wake',
    ] as const;
    const arrival = random(12);
    for (let step = 0; step < 12; step += 1) {
      if (step === arrival) {
        arrive?.();
        await pause(random(2));
      }
      const name = commands[random(commands.length)] as (typeof commands)[number];
      const argument = name === 'wake' ? random(2) === 0 : `c${random(3)}`;
      for (const each of [source, model]) (each[name] as (argument: unknown) => void)(argument);
    }
    arrive?.();
    await pause(5);
    expect(source.state()).toEqual(model.state());
    model.disconnect();
    await pause(1);
  },
);

test('channels are those that are wanted when the code is there', async () => {
  source.join('a', 'b');
  source.start();
  source.leave('a');
  source.join('c');
  arrive();
  await pause();
  expect(created).toEqual([['b', 'c']]);
});

test('an older position while the code is on its way is where the stream begins', async () => {
  history.publish();
  const older = history.position();
  history.publish();
  source.start();
  expect(source.rewind(older)).toBe(true);
  arrive();
  await pause();
  expect(history.asked).toEqual([older]);
});
