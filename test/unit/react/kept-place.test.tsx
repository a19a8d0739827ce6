/** A component keeps its place in the stream, whatever React and its own options do to it. */
import { act, render, renderHook } from '@testing-library/react';
import { Activity, StrictMode, useEffect, useState } from 'react';
import { flushSync } from 'react-dom';
import { type SSEHookOptions, useSSE } from '../../../lib/react/index.js';
import { endpoint, open, publisher } from './support/published.js';
import { block, connected, settle } from './support/settle.js';

async function publish(count: number) {
  publisher.publish(count);
  await settle();
}
async function serve() {
  await settle();
  publisher.serve();
  await settle();
}

interface Seen {
  heard: number[];
  shown: number[];
}
const seen = (): Seen => ({ heard: [], shown: [] });
function Reader({ to, ...options }: { to: Seen } & SSEHookOptions) {
  const { events } = useSSE({
    ...options,
    eventHandlers: { tick: (number: number) => to.heard.push(number) },
  });
  to.shown = events.filter(({ event }) => event === 'tick').map(({ data }) => data as number);
  return null;
}

describe.each([
  ['alone', false],
  ['beside another component that stays', true],
])('a hidden component, %s', (_how, hasOther) => {
  test.each([
    ['without a cursor', {}],
    ['with a cursor', { cursor: '1700000000000-0' }],
  ])('%s, gets what came meanwhile when it is shown again', async (_what, options) => {
    const to = seen();
    const page = (mode: 'hidden' | 'visible') => (
      <StrictMode>
        <Activity mode={mode}>
          <Reader to={to} {...options} />
        </Activity>
        {hasOther && <Reader to={seen()} />}
      </StrictMode>
    );
    const { rerender } = render(page('visible'));
    await serve();
    await publish(3);
    rerender(page('hidden'));
    await publish(3);
    rerender(page('visible'));
    await serve();
    await publish(1);
    const all = [1, 2, 3, 4, 5, 6, 7];
    expect(to.heard).toEqual(all);
    expect(to.shown).toEqual(all);
  });
});

test('options that change in the middle of a chunk: each event comes once, and is shown', async () => {
  const to = seen();
  const page = (token: string) => (
    <>
      <Reader to={to} token={token} onMessage={change} />
      <Reader to={seen()} token={token} />
    </>
  );
  let isChanged = false;
  function change({ data }: { data: unknown }) {
    if (data !== 2 || isChanged) return;
    isChanged = true;
    // The second one is for the render that confirms the change.
    for (let time = 0; time < 2; time += 1) flushSync(() => rerender(page('two')));
  }
  const { rerender } = render(page('one'));
  await serve();
  await publish(4);
  await serve();
  await publish(2);
  expect(to.heard).toEqual([1, 2, 3, 4, 5, 6]);
  expect(to.shown).toEqual(to.heard);
  expect(open()).toHaveLength(1);
});

test('a connection that the application has made itself goes on with other options', async () => {
  const to = seen();
  function Page({ token }: { token: string }) {
    const { connect } = useSSE({
      autoConnect: false,
      token,
      eventHandlers: { tick: (number: number) => to.heard.push(number) },
    });
    return <button type="button" onClick={connect} />;
  }
  const { rerender, getByRole } = render(<Page token="one" />);
  await settle();
  expect(endpoint.streams).toEqual([]);
  act(() => getByRole('button').click());
  await serve();
  await publish(1);
  rerender(<Page token="two" />);
  await publish(1);
  await serve();
  expect(open().map(({ headers }) => headers.authorization)).toEqual(['Bearer two']);
  expect(to.heard).toEqual([1, 2]);
});

test('a server that forgets the cursor: a change does not begin again at the first one', async () => {
  const to = seen();
  const { rerender } = render(<Reader to={to} cursor="1700000000000-1" token="one" />);
  await settle();
  endpoint.streams[0]?.send(`${block('tick', 2, { id: '1700000000000-2' })}id\n\n`);
  await settle();
  rerender(<Reader to={to} cursor="1700000000000-1" token="two" />);
  await settle();
  expect(open().map(({ cursor }) => cursor)).toEqual([undefined]);
});

describe('functions among the options', () => {
  test('of a component that has gone elsewhere are not called for the others', async () => {
    const asked: string[] = [];
    const options = (url: string) => ({
      url,
      token: () => {
        asked.push(url);
        return `for ${url}`;
      },
    });
    const mover = renderHook((url: string) => useSSE(options(url)), { initialProps: '/a' });
    const stayer = renderHook(() => useSSE({ url: '/a', token: () => 'of the one that stays' }));
    await settle();
    mover.rerender('/b');
    await settle();
    act(() => stayer.result.current.reconnect());
    await settle();
    expect(open().map(({ url, headers }) => [url, headers.authorization])).toEqual([
      ['/b', 'Bearer for /b'],
      ['/a', 'Bearer for /a'],
    ]);
  });
});

describe('options that many renders change', () => {
  let warn: jest.SpyInstance;
  let warnings: string[];
  beforeEach(() => {
    warnings = [];
    warn = jest.spyOn(console, 'warn').mockImplementation((text) => void warnings.push(text));
  });
  afterEach(() => warn.mockRestore());

  // Often several renders of a change happen within one millisecond.
  test.each([1, 2, 3])(
    'a time that %i renders share does not reconnect for ever',
    async (renders) => {
      let count = 0;
      const { result } = renderHook(() => {
        const live = useSSE({ url: `/api/sse?t=${Math.floor(count++ / renders)}` });
        return [live, live.status] as const;
      });
      for (let round = 0; round < 40; round += 1) await settle();
      const { length } = endpoint.streams;
      expect(length).toBeLessThan(15);
      expect(result.current[1]).toBe('open');
      for (let round = 0; round < 5; round += 1) await settle();
      expect(endpoint.streams).toHaveLength(length);
      // An option is named once in the life of a page.
      if (renders === 1) expect(warnings).toHaveLength(1);
    },
  );

  test('a value that has stopped changing counts, once a later render says it again', async () => {
    const { rerender } = renderHook(
      (last: number) => {
        const [step, setStep] = useState(0);
        useEffect(() => {
          if (step < last) setStep(step + 1);
        }, [step, last]);
        useSSE({ url: `/api/sse?step=${step}` });
      },
      { initialProps: 0 },
    );
    await settle();
    rerender(30);
    await settle();
    expect(open().map(({ url }) => url)).toEqual(['/api/sse?step=0']);
    await act(() => new Promise<void>((resolve) => setTimeout(resolve, 1_100)));
    rerender(30);
    await settle();
    expect(open().map(({ url }) => url)).toEqual(['/api/sse?step=30']);
  });

  test('flip between two values', async () => {
    const to = seen();
    const { rerender } = render(<Reader to={to} token="a" />);
    await serve();
    for (let round = 1; round <= 20; round += 1) {
      await publish(1);
      rerender(<Reader to={to} token={round % 2 ? 'b' : 'a'} />);
      if (round % 3 === 0) rerender(<Reader to={to} token={round % 2 ? 'a' : 'b'} />);
      if (round % 5 === 0) await serve();
    }
    await serve();
    await publish(1);
    expect(to.heard).toEqual(Array.from({ length: 21 }, (_, index) => index + 1));
    expect(to.shown).toEqual(to.heard);
    expect(open()).toHaveLength(1);
    expect(warnings).toEqual([]);
  });
});

test('other channels do not ask again for one that the server has refused', async () => {
  endpoint.refused = 'secret';
  const { rerender } = renderHook((channels: string[]) => useSSE({ channels }), {
    initialProps: ['a'],
  });
  await settle();
  endpoint.streams[0]?.send(connected());
  await settle();
  rerender(['a', 'secret']);
  await settle();
  rerender(['a', 'secret', 'b']);
  await settle();
  expect(endpoint.changes.map(({ join }) => join)).toEqual([['secret'], ['b']]);
});
