import { act, render, renderHook } from '@testing-library/react';
import { StrictMode } from 'react';
import { type SSEEvent, type SSEHookOptions, useSSE } from '../../../lib/react/index.js';
import type { OpenStream } from './support/endpoint.js';
import { endpoint } from './support/published.js';
import { settle } from './support/settle.js';

const stream = (number: number) => endpoint.streams[number] as OpenStream;
const send = async (number: number, text: string) => {
  stream(number).send(text);
  await settle();
};
const renderSSE = (options?: SSEHookOptions) =>
  renderHook((props) => useSSE(props), { initialProps: options });

test('connects on mount and closes on unmount', async () => {
  const { result, unmount } = renderSSE();
  expect(result.current).toMatchObject({ isConnecting: true, isConnected: false });
  await settle();
  expect(stream(0).url).toBe('/api/sse');
  expect(result.current).toMatchObject({ isConnecting: false, isConnected: true, status: 'open' });
  unmount();
  await settle();
  expect(stream(0).aborted()).toBe(true);
  expect(endpoint.streams).toHaveLength(1);
});

test('has the results of the documents and nothing else', async () => {
  const { result } = renderSSE({ autoConnect: false });
  expect(Object.keys(result.current).sort()).toEqual([
    'clearEvents',
    'closeConnection',
    'connect',
    'disconnect',
    'error',
    'events',
    'isConnected',
    'isConnecting',
    'join',
    'lastEvent',
    'leave',
    'reconnect',
    'status',
  ]);
});

test('events arrive with their timestamps, and can be cleared', async () => {
  const { result } = renderSSE();
  await settle();
  await send(0, 'id: 1700000000000-1\nevent: connected\ndata: {"clientId":"c1"}\n\n');
  await send(0, 'id: 1700000000001-1\nevent: update\ndata: 2\n\n');
  expect(result.current.events.map(({ event, timestamp }) => [event, timestamp])).toEqual([
    ['connected', 1_700_000_000_000],
    ['update', 1_700_000_000_001],
  ]);
  expect(result.current.lastEvent).toMatchObject({ event: 'update', data: 2 });
  act(() => result.current.clearEvents());
  expect(result.current).toMatchObject({ events: [], lastEvent: null, isConnected: true });
});

test('autoConnect: false waits for connect()', async () => {
  const { result } = renderSSE({ autoConnect: false });
  await settle();
  expect(endpoint.streams).toHaveLength(0);
  expect(result.current.status).toBe('idle');
  act(() => result.current.connect());
  await settle();
  expect(result.current.isConnected).toBe(true);
});

test.each(['disconnect', 'closeConnection'] as const)('%s() closes', async (close) => {
  const { result } = renderSSE();
  await settle();
  act(() => result.current[close]());
  await settle();
  expect(result.current).toMatchObject({ status: 'closed', isConnected: false, error: null });
  expect(stream(0).aborted()).toBe(true);
});

test('reconnect() opens a new connection', async () => {
  const { result } = renderSSE();
  await settle();
  act(() => result.current.reconnect());
  await settle();
  expect(stream(0).aborted()).toBe(true);
  expect(endpoint.streams).toHaveLength(2);
  expect(result.current.isConnected).toBe(true);
});

test('callbacks are always those of the latest render', async () => {
  const first = jest.fn();
  const second = jest.fn();
  const { rerender } = renderSSE({ onMessage: first });
  await settle();
  rerender({ onMessage: second });
  await send(0, 'data: 1\n\n');
  expect(first).not.toHaveBeenCalled();
  expect(second).toHaveBeenCalledTimes(1);
  expect(endpoint.streams).toHaveLength(1);
});

test('onOpen, onClose and onError tell the life of the connection', async () => {
  const log: string[] = [];
  const { result } = renderSSE({
    onOpen: () => log.push('open'),
    onClose: () => log.push('close'),
    onError: (error) => log.push(error.type),
  });
  await settle();
  stream(0).end();
  await settle();
  expect(log).toEqual(['open', 'close', 'error']);
  expect(result.current.isConnecting).toBe(true);
  expect(result.current.error).toMatch(/^The server ended the stream; reconnecting in \d\.\d s\.$/);
});

test('a refusal closes it and says why', async () => {
  endpoint.status = 401;
  const { result } = renderSSE();
  await settle();
  expect(result.current.status).toBe('closed');
  expect(result.current.error).toMatch(/sign in, then call reconnect\(\)/);
  endpoint.status = 200;
  act(() => result.current.reconnect());
  await settle();
  expect(result.current).toMatchObject({ isConnected: true, error: null });
});

test('Strict Mode makes one connection', async () => {
  const { result } = renderHook(() => useSSE(), { wrapper: StrictMode });
  await settle();
  expect(endpoint.streams).toHaveLength(1);
  expect(result.current.isConnected).toBe(true);
});

test('all components of a page share one connection', async () => {
  const seen: Record<string, SSEEvent[]> = {};
  function Reader({ name }: { name: string }) {
    seen[name] = useSSE().events;
    return null;
  }
  const { rerender } = render(
    <>
      <Reader key="a" name="a" />
      <Reader key="b" name="b" />
    </>,
  );
  await settle();
  await send(0, 'event: tick\ndata: 1\n\n');
  expect(endpoint.streams).toHaveLength(1);
  expect(seen.a).toHaveLength(1);
  expect(seen.b).toBe(seen.a);
  rerender(<Reader key="b" name="b" />);
  await settle();
  expect(stream(0).aborted()).toBe(false);
});

test('another URL is another connection, and the first is closed', async () => {
  const { result, rerender } = renderSSE({ url: '/api/sse?sessionId=a' });
  await settle();
  await send(0, 'data: 1\n\n');
  rerender({ url: '/api/sse?sessionId=b' });
  await settle();
  expect(stream(0).aborted()).toBe(true);
  expect(stream(1).url).toBe('/api/sse?sessionId=b');
  expect(result.current).toMatchObject({ events: [], isConnected: true });
});

test('moving from one page to another keeps the connection', async () => {
  function Page({ name }: { name: string }) {
    return (
      <p>
        {name} {useSSE().status}
      </p>
    );
  }
  const { rerender, getByText } = render(<Page key="one" name="one" />);
  await settle();
  rerender(<Page key="two" name="two" />);
  await settle();
  expect(endpoint.streams).toHaveLength(1);
  expect(getByText('two open')).toBeTruthy();
});

test('the functions returned stay the same', async () => {
  const { result, rerender } = renderSSE();
  const { connect, disconnect, reconnect, clearEvents, closeConnection } = result.current;
  rerender({ onMessage: () => undefined });
  await settle();
  expect(result.current).toMatchObject({
    connect,
    disconnect,
    reconnect,
    clearEvents,
    closeConnection,
  });
});

describe('with a cursor', () => {
  const connected = 'id: 5-1\nevent: connected\ndata: {"resumed":true,"gap":false}\n\n';
  const tick = (id: string) => `id: ${id}\nevent: tick\ndata: 1\n\n`;
  const ids = (events: SSEEvent[]) =>
    events.filter(({ event }) => event === 'tick').map(({ id }) => id);
  let heard: Record<string, SSEEvent[]>;
  let shown: Record<string, SSEEvent[]>;
  beforeEach(() => {
    heard = {};
    shown = {};
  });
  function Reader({ name, cursor }: { name: string; cursor?: string }) {
    const onMessage = (event: SSEEvent) => {
      heard[name] = [...(heard[name] ?? []), event];
    };
    shown[name] = useSSE({ cursor, onMessage }).events;
    return null;
  }

  test('the stream begins there', async () => {
    renderSSE({ cursor: '5-1' });
    await settle();
    expect(endpoint.streams.map(({ cursor }) => cursor)).toEqual(['5-1']);
  });

  test('components share one stream and get what follows their own cursors', async () => {
    const early = [<Reader key="a" name="a" />, <Reader key="b" name="b" cursor="5-1" />];
    const { rerender } = render(early);
    await settle();
    await send(0, connected + tick('6-1') + tick('7-1'));
    rerender([
      ...early,
      <Reader key="c" name="c" cursor="6-1" />,
      <Reader key="d" name="d" cursor="8-1" />,
    ]);
    await settle();
    await send(0, tick('8-1') + tick('9-1'));
    expect(endpoint.streams).toHaveLength(1);
    const expected = {
      a: ['6-1', '7-1', '8-1', '9-1'],
      b: ['6-1', '7-1', '8-1', '9-1'],
      c: ['7-1', '8-1', '9-1'],
      d: ['9-1'],
    };
    for (const [name, list] of Object.entries(expected)) {
      expect([name, ids(heard[name] ?? [])]).toEqual([name, list]);
      expect([name, ids(shown[name] ?? [])]).toEqual([name, list]);
    }
  });

  test('Strict Mode makes one connection and tells nothing twice', async () => {
    render(<Reader name="a" cursor="5-1" />, { wrapper: StrictMode });
    await settle();
    await send(0, connected + tick('6-1'));
    expect(endpoint.streams).toHaveLength(1);
    expect(ids(heard.a ?? [])).toEqual(['6-1']);
    expect(ids(shown.a ?? [])).toEqual(['6-1']);
  });

  test('another cursor begins anew there, on the same stream', async () => {
    const statuses: string[] = [];
    const { result, rerender } = renderHook(
      (cursor: string) => {
        const hook = useSSE({ cursor });
        statuses.push(hook.status);
        return hook;
      },
      { initialProps: '5-1' },
    );
    await settle();
    await send(0, connected + tick('6-1') + tick('7-1'));
    statuses.length = 0;
    rerender('6-1');
    await settle();
    expect(new Set(statuses)).toEqual(new Set(['open']));
    expect(ids(result.current.events)).toEqual(['7-1']);
    expect(endpoint.streams).toHaveLength(1);
    expect(stream(0).aborted()).toBe(false);
  });

  test('switching autoConnect on tells nothing twice', async () => {
    const onMessage = jest.fn();
    const { result, rerender } = renderSSE({ cursor: '5-1', autoConnect: false, onMessage });
    await settle();
    act(() => result.current.connect());
    await settle();
    await send(0, connected + tick('6-1'));
    rerender({ cursor: '5-1', autoConnect: true, onMessage });
    await settle();
    expect(ids(onMessage.mock.calls.map(([event]) => event))).toEqual(['6-1']);
    expect(endpoint.streams).toHaveLength(1);
  });

  test('the functions returned act on its connection', async () => {
    const { result } = renderSSE({ cursor: '5-1' });
    await settle();
    act(() => result.current.disconnect());
    expect(result.current.status).toBe('closed');
    act(() => result.current.reconnect());
    await settle();
    expect(result.current.isConnected).toBe(true);
  });
});

test.each([undefined, '5-1'])('onGap hears of each gap once (cursor %j)', async (cursor) => {
  const onGap = jest.fn();
  renderSSE({ cursor, onGap });
  await settle();
  const gap = 'id: 9-1\nevent: gap\ndata: {"from":"5-1","to":"9-1"}\n\n';
  await send(0, `id: 9-1\nevent: connected\ndata: {"gap":true}\n\n${gap}`);
  expect(onGap.mock.calls).toEqual([[{ from: cursor ?? null, to: '9-1' }]]);
  await send(0, gap.replaceAll('9-1', '12-1'));
  expect(onGap).toHaveBeenCalledTimes(2);
});
