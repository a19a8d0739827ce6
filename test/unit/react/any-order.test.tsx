/** Components that React renders, hides, suspends, throws away and mounts again, in any order. */
import { act, render } from '@testing-library/react';
import { Activity, StrictMode, Suspense, startTransition, use, useState } from 'react';
import { flushSync } from 'react-dom';
import { useSSE } from '../../../lib/react/index.js';
import { createRandom } from '../client/support/random.js';
import { open, publisher } from './support/published.js';
import { settle } from './support/settle.js';

// Streams end here all the time, and their ends are not what these tests are about.
jest.mock('../../../lib/client/transport/back-off.js', () => ({
  ...jest.requireActual('../../../lib/client/transport/back-off.js'),
  shortestRepeat: 0,
}));

/** What one component is told to do. */
interface Say {
  token: string;
  isHidden: boolean;
  isMounted: boolean;
  /** Suspends until it is resolved. */
  wait?: Promise<void> | undefined;
}
interface Seen {
  heard: number[];
  shown: number[];
  last: unknown;
  /** What else to do in the middle of a chunk. */
  onNext?: (() => void) | undefined;
}

const isTick = ({ event }: { event: string }) => event === 'tick';

function Reader({ say, to, cursor }: { say: Say; to: Seen; cursor: string | undefined }) {
  if (say.wait) use(say.wait);
  const { events, lastEvent } = useSSE({
    token: say.token,
    cursor,
    maxEvents: 1_000,
    reconnectInterval: 0,
    maxReconnectAttempts: Number.POSITIVE_INFINITY,
    onMessage() {
      const run = to.onNext;
      to.onNext = undefined;
      run?.();
    },
    eventHandlers: { tick: (number: number) => to.heard.push(number) },
  });
  const shown = events.filter(isTick).map(({ data }) => data as number);
  return <Shown to={to} shown={shown} last={lastEvent?.data} />;
}
function Shown({ to, shown, last }: { to: Seen; shown: number[]; last: unknown }) {
  Object.assign(to, { shown, last });
  return null;
}

test.each(Array.from({ length: 30 }, (_, seed) => seed + 1))(
  'each component gets each event once, and shows it (seed %d)',
  async (seed) => {
    const random = createRandom(seed);
    const isStrict = seed % 2 === 0;
    const cursors = [undefined, publisher.id(0), undefined, publisher.id(0)];
    const seen = cursors.map((): Seen => ({ heard: [], shown: [], last: undefined }));
    let says = cursors.map((): Say => ({ token: 'a', isHidden: false, isMounted: true }));
    let set: (next: Say[]) => void = () => undefined;
    const resolvers: (() => void)[] = [];
    const log: string[] = [];

    function Page() {
      const [now, setNow] = useState(says);
      set = setNow;
      return now.map((say, index) => {
        const key = String(index);
        const to = seen[index] as Seen;
        return (
          <Suspense key={key} fallback={null}>
            <Activity mode={say.isHidden ? 'hidden' : 'visible'}>
              {say.isMounted && <Reader say={say} to={to} cursor={cursors[index]} />}
            </Activity>
          </Suspense>
        );
      });
    }
    const change = (index: number, part: Partial<Say>) => {
      says = says.map((say, each) => (each === index ? { ...say, ...part } : say));
    };
    const some = () => random(says.length);
    const token = () => `token${random(3)}`;
    const actions: Record<string, () => void> = {
      publish: () => publisher.publish(1),
      chunk: () => publisher.publish(1 + random(5)),
      token: () => change(some(), { token: token() }),
      tokens() {
        const next = token();
        says = says.map((say) => ({ ...say, token: next }));
      },
      hide: () => change(some(), { isHidden: true }),
      show: () => change(some(), { isHidden: false }),
      hangUp() {
        const streams = open();
        streams[random(Math.max(1, streams.length))]?.end();
      },
      inChunk() {
        const index = some();
        const part = [{ token: token() }, { isHidden: random(2) === 0 }][random(2)] as Partial<Say>;
        const to = seen[some()] as Seen;
        to.onNext = () => {
          change(index, part);
          flushSync(() => set(says));
          flushSync(() => set([...says]));
        };
        publisher.publish(3);
      },
      suspend() {
        const wait = new Promise<void>((resolve) => resolvers.push(resolve));
        change(some(), { wait });
      },
      resume() {
        for (const resolve of resolvers.splice(0)) resolve();
      },
    };
    const names = Object.keys(actions);
    render(isStrict ? <StrictMode children={<Page />} /> : <Page />);
    await settle();
    publisher.serve();
    await settle();
    for (let step = 0; step < 40; step += 1) {
      const name = names[random(names.length)] as string;
      log.push(name);
      await act(async () => {
        actions[name]?.();
        const how = random(3);
        if (how === 0) startTransition(() => set(says));
        else if (how === 1) set(says);
        else if (random(2) === 0) await new Promise((resolve) => setTimeout(resolve, random(4)));
      });
      if (random(4) === 0) {
        await settle();
        publisher.serve();
      }
    }
    actions.resume?.();
    for (const each of seen) each.onNext = undefined;
    says = says.map((say) => ({ ...say, isHidden: false, token: 'end', wait: undefined }));
    await act(async () => set(says));
    for (let round = 0; round < 5; round += 1) {
      await settle();
      publisher.serve();
    }
    publisher.publish(2);
    await settle();
    await act(() => new Promise<void>((resolve) => setTimeout(resolve, 120)));
    const all = Array.from({ length: publisher.count() }, (_, index) => index + 1);
    for (const { heard, shown, last } of seen) {
      expect({ log, heard, shown, last }).toEqual({
        log,
        heard: all,
        shown: all,
        last: all.at(-1),
      });
    }
    expect(new Set(open().map(({ headers }) => headers.authorization))).toEqual(
      new Set(['Bearer end']),
    );
  },
);
