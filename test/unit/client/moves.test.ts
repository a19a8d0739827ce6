/** Readers that move to another connection and back, while the server forgets: nothing is lost untold. */
import { viewConnection } from '../../../lib/client/connection/shared-connections.js';
import type { Lease, View } from '../../../lib/client/connection/view.js';
import { resolveOptions } from '../../../lib/client/options/resolve-options.js';
import type { GapData } from '../../../lib/types/events.js';
import { createHistory } from './support/history.js';
import { createRandom } from './support/random.js';

// Streams end here all the time, and their ends are not what these tests are about.
jest.mock('../../../lib/client/transport/back-off.js', () => ({
  ...jest.requireActual('../../../lib/client/transport/back-off.js'),
  shortestRepeat: 0,
}));

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const orderOf = (id: string | null | undefined) => Number(id?.split('-')[1]);

interface Reader {
  from: number;
  view: View;
  lease: Lease | undefined;
  heard: number[];
  gaps: GapData[];
}

test.each(Array.from({ length: 40 }, (_, seed) => seed + 1))(
  'every event comes once and in order, or in a gap that is told (seed %d)',
  async (seed) => {
    const random = createRandom(seed);
    const history = createHistory();
    const published: number[] = [];
    const readers: Reader[] = [];
    const log: string[] = [];
    const settings = (cursor: string) =>
      resolveOptions({
        url: `/moves?${seed}`,
        cursor,
        maxEvents: 1_000 + random(2),
        reconnectInterval: 0,
        maxReconnectAttempts: Number.POSITIVE_INFINITY,
        fetch: history.fetch as typeof fetch,
      });
    function follow(reader: Reader, view: View) {
      reader.view = view;
      reader.lease = view.hold();
      view.listen({
        onMessage: ({ event, data }) => event === 'tick' && reader.heard.push(data as number),
        onGap: (gap) => reader.gaps.push(gap),
        onError: () =>
          void setTimeout(() => view.getSnapshot().status === 'connecting' && view.connect(), 0),
      });
      view.start();
    }
    const some = () => readers[random(readers.length)];
    const actions: Record<string, () => void> = {
      publish() {
        history.publish();
        published.push(orderOf(history.position()));
      },
      flush: history.flush,
      skip: history.skip,
      heartbeat: history.heartbeat,
      hangUp: history.hangUp,
      forget() {
        history.hangUp();
        history.skip();
        history.forget();
      },
      open() {
        if (readers.length > 4) return;
        const cursor = history.position();
        const reader = { from: orderOf(cursor), heard: [], gaps: [], lease: undefined } as never;
        readers.push(reader);
        follow(reader, viewConnection(settings(cursor)));
      },
      move() {
        const reader = some();
        if (!reader?.lease) return;
        const rest = reader.view.place();
        reader.lease.release();
        follow(reader, viewConnection(settings(rest.cursor), rest));
      },
      hide() {
        const reader = some();
        reader?.lease?.release();
        if (reader) reader.lease = undefined;
      },
      show() {
        for (const reader of readers) {
          if (reader.lease) continue;
          reader.lease = reader.view.hold();
          reader.view.start();
        }
      },
    };
    const names = [...Object.keys(actions), 'publish', 'publish', 'flush', 'move'];
    for (let step = 0; step < 80; step += 1) {
      const name = names[random(names.length)] as string;
      if (name === 'forget' && random(3) > 0) continue;
      log.push(name);
      actions[name]?.();
      if (random(3) === 0) await pause(random(4));
    }
    actions.show?.();
    for (let round = 0; round < 3; round += 1) {
      // One that moved to a connection in the middle of a wait.
      for (const { view } of readers) view.connect();
      actions.publish?.();
      history.flush();
      await pause(25);
    }
    for (const { from, heard, gaps } of readers) {
      const told = (order: number) =>
        gaps.some((gap) => order > orderOf(gap.from) && order <= orderOf(gap.to));
      const lost = published.filter((order) => order > from && !heard.includes(order));
      expect({ log, untold: lost.filter((order) => !told(order)) }).toEqual({ log, untold: [] });
      expect(heard).toEqual([...new Set(heard)].sort((a, b) => a - b));
      expect(heard.at(-1)).toBe(published.at(-1));
    }
    for (const { lease } of readers) lease?.release();
    await pause(5);
    expect(history.open()).toBe(0);
  },
);
