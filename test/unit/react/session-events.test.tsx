import { render, renderHook } from '@testing-library/react';
import { StrictMode, useState } from 'react';
import { createSessionEventsHook } from '../../../lib/react/index.js';
import type { OpenStream } from './support/endpoint.js';
import { endpoint } from './support/published.js';
import { block, connected, settle } from './support/settle.js';

interface Item {
  id: string;
  voteCount?: number;
}
interface RetrospectiveEvents {
  'item:added': Item;
  'vote:added': { itemId: string };
}

afterEach(() => jest.restoreAllMocks());
const stream = (number: number) => endpoint.streams[number] as OpenStream;
const send = async (number: number, text: string) => {
  stream(number).send(text);
  await settle();
};
const channelsOf = (number: number) =>
  new URL(stream(number).url, 'http://page').searchParams.getAll('channel').sort();
/** As `sessionEmitter.emit` sends it. */
const emitted = (sessionId: string, type: string, data: unknown) =>
  block(undefined, { type, data, timestamp: 7 }, { channel: `session:${sessionId}` });

describe('document 1, "React Hook Pattern": an address for each session', () => {
  const useRetrospectiveEvents = createSessionEventsHook<RetrospectiveEvents>({
    url: (sessionId) => `/api/retrospective/${sessionId}/events`,
  });

  test('"Gebruik in Components": handlers update the items', async () => {
    function Board() {
      const [items, setItems] = useState<Item[]>([]);
      useRetrospectiveEvents('r1', {
        'item:added': (data) => setItems((prev) => [...prev, data]),
        'vote:added': ({ itemId }) =>
          setItems((prev) =>
            prev.map((item) =>
              item.id === itemId ? { ...item, voteCount: (item.voteCount || 0) + 1 } : item,
            ),
          ),
      });
      return <p>{items.map(({ id, voteCount = 0 }) => `${id}:${voteCount}`).join(' ')}</p>;
    }
    const { container } = render(<Board />, { wrapper: StrictMode });
    await settle();
    expect(endpoint.streams.map(({ url }) => url)).toEqual(['/api/retrospective/r1/events']);
    await send(
      0,
      emitted('r1', 'item:added', { id: 'a' }) + emitted('r1', 'item:added', { id: 'b' }),
    );
    await send(0, emitted('r1', 'vote:added', { itemId: 'b' }));
    expect(container.textContent).toBe('a:0 b:1');
  });

  test('takes events without a channel for its own, and those of another session not', async () => {
    const added = jest.fn();
    renderHook(() => useRetrospectiveEvents('r1', { 'item:added': added }));
    await settle();
    await send(0, block('item:added', { id: 'named' }));
    await send(0, block(undefined, { type: 'item:added', data: { id: 'bare' } }));
    await send(0, emitted('r2', 'item:added', { id: 'other' }));
    expect(added.mock.calls.map(([item]) => item.id)).toEqual(['named', 'bare']);
  });

  test('another session is another connection', async () => {
    const { rerender } = renderHook((id: string) => useRetrospectiveEvents(id, {}), {
      initialProps: 'r1',
    });
    await settle();
    rerender('r2');
    await settle();
    expect(stream(0).aborted()).toBe(true);
    expect(stream(1).url).toBe('/api/retrospective/r2/events');
  });

  test('reconnects after 3 s, again and again', async () => {
    const delays = jest.spyOn(globalThis, 'setTimeout');
    const { result } = renderHook(() => useRetrospectiveEvents('r1', {}));
    await settle();
    await send(0, connected());
    delays.mockClear();
    stream(0).end();
    await settle();
    expect(result.current).toMatchObject({ isConnecting: true, isConnected: false });
    const waits = delays.mock.calls
      .map(([, delay]) => delay ?? 0)
      .filter((delay) => delay >= 3_000);
    expect(waits[0]).toBeLessThanOrEqual(3_750);
    expect(waits).toHaveLength(1);
    expect(result.current.error).toMatch(/reconnecting in 3\.\d s/);
  });
});

test('options that are undefined have their defaults, those of the document', async () => {
  const useSession = createSessionEventsHook({
    url: undefined,
    reconnectInterval: undefined,
    maxReconnectAttempts: undefined,
  });
  const { result } = renderHook(() => useSession('r1', {}));
  await settle();
  expect(stream(0).url).toBe('/api/sse?channel=session%3Ar1');
  stream(0).end();
  await settle();
  expect(result.current.error).toMatch(/reconnecting in 3\.\d s/);
});

describe('one address for all sessions', () => {
  const useRetrospectiveEvents = createSessionEventsHook<RetrospectiveEvents>({
    url: '/api/events',
  });

  test('is one connection, on which each hears its own session only', async () => {
    const heard: Record<string, string[]> = { r1: [], r2: [] };
    const open = jest.fn();
    function Board({ id }: { id: string }) {
      useRetrospectiveEvents(id, {
        'item:added': (item) => heard[id]?.push(item.id),
        connected: () => open(id),
      });
      return null;
    }
    render(
      <>
        <Board id="r1" />
        <Board id="r2" />
      </>,
      { wrapper: StrictMode },
    );
    await settle();
    expect(endpoint.streams).toHaveLength(1);
    expect(channelsOf(0)).toEqual(['session:r1', 'session:r2']);
    await send(0, connected());
    await send(
      0,
      emitted('r1', 'item:added', { id: 'a' }) + emitted('r2', 'item:added', { id: 'b' }),
    );
    await send(0, emitted('r3', 'item:added', { id: 'c' }) + block('item:added', { id: 'nobody' }));
    expect(heard).toEqual({ r1: ['a'], r2: ['b'] });
    expect(open.mock.calls.flat().sort()).toEqual(['r1', 'r2']);
  });

  test('joins and leaves without reconnecting, and hears the current session with current handlers', async () => {
    const first = jest.fn();
    const second = jest.fn();
    const { rerender } = renderHook(
      ({ id, added }: { id: string; added: (item: Item) => void }) =>
        useRetrospectiveEvents(id, { 'item:added': added }),
      { initialProps: { id: 'r1', added: first } },
    );
    await settle();
    await send(0, connected('me'));
    rerender({ id: 'r2', added: second });
    await settle();
    expect(endpoint.changes).toMatchObject([
      { url: '/api/events', clientId: 'me', join: ['session:r2'], leave: ['session:r1'] },
    ]);
    await send(
      0,
      emitted('r1', 'item:added', { id: 'a' }) + emitted('r2', 'item:added', { id: 'b' }),
    );
    expect(first).not.toHaveBeenCalled();
    expect(second.mock.calls.map(([item]) => item.id)).toEqual(['b']);
    expect(endpoint.streams).toHaveLength(1);
  });

  test('onJoined tells the position from which the session is heard', async () => {
    endpoint.position = '9-1';
    const onJoined = jest.fn();
    const other = jest.fn();
    renderHook(() => useRetrospectiveEvents('r1', {}, { onJoined: other }));
    await settle();
    await send(0, connected());
    other.mockClear();
    renderHook(() => useRetrospectiveEvents('r2', {}, { onJoined }));
    await settle();
    expect(onJoined.mock.calls).toEqual([['9-1']]);
    expect(other).not.toHaveBeenCalled();
  });

  test('only the session that is refused hears of it', async () => {
    endpoint.refused = 'session:r2';
    const first = jest.fn();
    const second = jest.fn();
    renderHook(() => useRetrospectiveEvents('r1', {}, { onError: first }));
    await settle();
    await send(0, connected());
    const { result } = renderHook(() => useRetrospectiveEvents('r2', {}, { onError: second }));
    await settle();
    expect(second.mock.calls.map(([error]) => [error.code, error.channel])).toEqual([
      ['ERR_SSECAST_CHANNEL_REFUSED', 'session:r2'],
    ]);
    expect(first).not.toHaveBeenCalled();
    expect(result.current.isConnected).toBe(true);
  });

  test('a session that nobody listens to any more is left; the connection stays for the others', async () => {
    renderHook(() => useRetrospectiveEvents('r1', {}));
    const second = renderHook(() => useRetrospectiveEvents('r2', {}));
    await settle();
    await send(0, connected());
    second.unmount();
    await settle();
    expect(endpoint.changes).toMatchObject([{ join: [], leave: ['session:r2'] }]);
    expect(stream(0).aborted()).toBe(false);
  });

  test.each([undefined, null, ''])('%j is no session yet: nothing is connected', async (none) => {
    const { result, rerender } = renderHook(
      (id: string | null | undefined) => useRetrospectiveEvents(id, {}),
      { initialProps: none },
    );
    await settle();
    expect(endpoint.streams).toHaveLength(0);
    expect(result.current).toMatchObject({ status: 'idle', isConnecting: false });
    rerender('r1');
    await settle();
    expect(result.current.isConnected).toBe(true);
    expect(channelsOf(0)).toEqual(['session:r1']);
    rerender(none);
    await settle();
    expect(stream(0).aborted()).toBe(true);
    expect(result.current.status).toBe('idle');
  });

  test('onGap, onOpen, onClose and onError are told', async () => {
    const log: string[] = [];
    renderHook(() =>
      useRetrospectiveEvents(
        'r1',
        {},
        {
          onOpen: () => log.push('open'),
          onClose: () => log.push('close'),
          onError: () => log.push('error'),
          onGap: ({ to }) => log.push(`gap ${to}`),
        },
      ),
    );
    await settle();
    await send(0, block('gap', { from: '1-0', to: '9-1' }, { id: '9-1' }));
    stream(0).end();
    await settle();
    expect(log).toEqual(['open', 'gap 9-1', 'close', 'error']);
  });
});

test('a session that is no text is refused with a sentence', () => {
  jest.spyOn(console, 'error').mockImplementation(() => undefined);
  const useEvents = createSessionEventsHook({ url: '/api/events' });
  expect(() => renderHook(() => useEvents(5 as never, {}))).toThrow(
    expect.objectContaining({
      code: 'ERR_SSECAST_INVALID_OPTION',
      message: expect.stringContaining('Expected sessionId to be a string but received a number'),
    }),
  );
});

test.each([[''], [5], [null], [{}]])('%j is no url', (url) => {
  expect(() => createSessionEventsHook({ url: url as never })).toThrow(
    expect.objectContaining({ code: 'ERR_SSECAST_INVALID_OPTION' }),
  );
});
