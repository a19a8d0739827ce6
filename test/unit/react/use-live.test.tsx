import { act, render, renderHook } from '@testing-library/react';
import { createHooks } from '../../../lib/react/index.js';
import type { live } from '../../types/shop.js';
import type { OpenStream } from './support/endpoint.js';
import { endpoint } from './support/published.js';
import { block, connected, settle } from './support/settle.js';

const { useLive } = createHooks<typeof live>();

const stream = (number = 0) => endpoint.streams[number] as OpenStream;
const send = async (...blocks: string[]) => {
  stream().send(blocks.join(''));
  await settle();
};
const order = (id: string, channel = 'orders') =>
  block('order', { id, at: '2026' }, { id: `2-${id}`, channel });
const channelsOf = (number = 0) =>
  new URL(stream(number).url, 'http://page').searchParams.getAll('channel').sort();

it('gives each component the events of its channel', async () => {
  const told: string[] = [];
  const tell = (what: string) => (data: unknown) =>
    void told.push(`${what} ${JSON.stringify(data)}`);
  function All({ id }: { id: string }) {
    useLive('orders', { order: tell('order'), removed: tell('removed') });
    useLive(`room:${id}`, { message: tell('room') });
    useLive('user', { notice: tell('user') });
    useLive('session', { 'item-added': tell('session') });
    useLive('all', { deployed: tell('all') });
    return null;
  }
  render(<All id="5" />);
  await settle();
  expect(endpoint.streams).toHaveLength(1);
  expect(channelsOf()).toEqual(['orders', 'room:5']);
  await send(
    connected(),
    order('1'),
    // Of the same name in another channel, and of another parameter.
    order('2', 'room:5'),
    block('message', { text: 'a' }, { id: '3-1', channel: 'room:5' }),
    block('message', { text: 'b' }, { id: '3-2', channel: 'room:6' }),
    block('notice', { title: 'n' }, { id: '4-1', channel: 'user:42' }),
    block('item-added', { text: 'i' }, { id: '4-2', channel: 'session:s' }),
    block('deployed', { version: '1' }, { id: '5-1', channel: 'all' }),
    // Of another publisher, to whichever clients.
    block('deployed', { version: '2' }, { id: '5-2' }),
    // Names of Object.prototype.
    block('toString', 1, { id: '6-1', channel: 'orders' }),
  );
  expect(told).toEqual([
    'order {"id":"1","at":"2026"}',
    'room {"text":"a"}',
    'user {"title":"n"}',
    'session {"text":"i"}',
    'all {"version":"1"}',
  ]);
});

it('passes the event, with its id', async () => {
  const handler = jest.fn();
  renderHook(() => useLive('orders', { order: handler }));
  await settle();
  await send(connected(), order('1'));
  expect(handler.mock.calls[0]?.[1]).toMatchObject({
    ...{ id: '2-1', event: 'order', channel: 'orders', timestamp: expect.any(Number) },
  });
});

it('tells a gap once, and each connection', async () => {
  const gap = jest.fn();
  const open = jest.fn();
  renderHook(() => useLive('orders', { gap, connected: open }, { cursor: '1-0' }));
  await settle();
  await send(
    block('connected', { clientId: 'c', resumed: false, replayed: 0, gap: true }, { id: '9-0' }),
    block('gap', { from: '1-0', to: '9-0' }, { id: '9-0' }),
  );
  expect(gap.mock.calls).toEqual([[{ from: '1-0', to: '9-0' }]]);
  expect(open).toHaveBeenCalledTimes(1);
});

it('calls gap where a channel is joined later than the data of the page were loaded', async () => {
  const gaps: string[] = [];
  function Room({ id, cursor }: { id: string; cursor?: string }) {
    const gap = ({ from, to }: { from?: string | null; to: string }) =>
      void gaps.push(`${id} ${from} ${to}`);
    useLive(`room:${id}`, { gap }, { cursor });
    return null;
  }
  // The request for the stream names this channel, and begins at the cursor.
  const { rerender } = render(<Room id="1" cursor="1-0" />);
  await settle();
  await send(connected());
  endpoint.position = '5-0';
  rerender(
    <>
      <Room id="1" cursor="1-0" />
      <Room id="old" cursor="4-0" />
      <Room id="new" cursor="5-0" />
      <Room id="none" />
    </>,
  );
  await settle();
  expect(endpoint.streams).toHaveLength(1);
  expect(endpoint.changes.flatMap(({ join }) => join)).toContain('room:old');
  expect(gaps).toEqual(['old 4-0 5-0']);
});

it('goes over to another channel, and waits for one', async () => {
  const told: string[] = [];
  const { rerender, result } = renderHook(
    ({ id }: { id: string | undefined }) =>
      useLive(id ? (`room:${id}` as const) : undefined, {
        message: ({ text }) => void told.push(`${id} ${text}`),
      }),
    { initialProps: { id: undefined as string | undefined } },
  );
  await settle();
  expect([endpoint.streams.length, result.current.status]).toEqual([0, 'idle']);
  rerender({ id: '5' });
  await settle();
  await send(connected(), block('message', { text: 'a' }, { id: '2-1', channel: 'room:5' }));
  rerender({ id: '6' });
  await settle();
  expect(endpoint.changes).toMatchObject([{ clientId: 'c1', join: ['room:6'], leave: ['room:5'] }]);
  await send(
    block('message', { text: 'b' }, { id: '2-2', channel: 'room:6' }),
    block('message', { text: 'late' }, { id: '2-3', channel: 'room:5' }),
  );
  expect(told).toEqual(['5 a', '6 b']);
});

describe('lastEvent', () => {
  it('is the newest of the channel; another channel begins with none', async () => {
    const { rerender, result } = renderHook(({ channel }) => useLive(channel).lastEvent, {
      initialProps: { channel: 'orders' as 'orders' | 'room:lobby' },
    });
    await settle();
    expect(result.current).toBeNull();
    await send(
      connected(),
      order('1'),
      order('2'),
      block('opened', true, { channel: 'room:lobby' }),
    );
    expect(result.current).toMatchObject({ event: 'order', data: { id: '2' } });
    rerender({ channel: 'room:lobby' });
    expect(result.current).toBeNull();
  });

  it('is none when newer data have come, which have another cursor', async () => {
    const { rerender, result } = renderHook(
      ({ cursor }) => useLive('orders', {}, { cursor }).lastEvent,
      { initialProps: { cursor: '1-0' } },
    );
    await settle();
    await send(connected(), order('1'));
    expect(result.current).toMatchObject({ data: { id: '1' } });
    rerender({ cursor: '2-1' });
    expect(result.current).toBeNull();
    await settle();
    expect(result.current).toBeNull();
    await send(order('2'));
    expect(result.current).toMatchObject({ data: { id: '2' } });
  });

  it('renders the components that read it, once a frame, and no others', async () => {
    const renders = { reads: 0, not: 0 };
    function Reads() {
      renders.reads += 1;
      return <>{useLive('orders').lastEvent?.id}</>;
    }
    function Not() {
      renders.not += 1;
      return <>{String(useLive('orders', { order: () => undefined }).isConnected)}</>;
    }
    render(
      <>
        <Reads />
        <Not />
      </>,
    );
    await settle();
    await send(connected());
    const before = { ...renders };
    await send(...Array.from({ length: 50 }, (_, index) => order(String(index))));
    expect(renders.not).toBe(before.not);
    expect(renders.reads - before.reads).toBe(1);
  });
});

it('reconnect replaces the connection, and keeps its place', async () => {
  const { result } = renderHook(() => useLive('orders'));
  await settle();
  await send(connected(), order('1'));
  act(() => result.current.reconnect());
  await settle();
  expect(stream(1).cursor).toBe('2-1');
});

it('takes the options of the connection, and its address', async () => {
  const { useLive: useShop } = createHooks<typeof live>({ url: '/shop', token: 't' });
  renderHook(() => useShop('user'));
  await settle();
  expect(new URL(stream().url, 'http://page').pathname).toBe('/shop');
  expect(stream().headers.authorization).toBe('Bearer t');
});

it('tells of a refused channel to its component alone', async () => {
  const [mine, other] = [jest.fn(), jest.fn()];
  endpoint.refused = 'room:lobby';
  const shown = { lobby: '', orders: '' };
  function Lobby() {
    const { isConnected, status, error } = useLive('room:lobby', {}, { onError: other });
    shown.lobby = `${isConnected} ${status} ${error}`;
    return null;
  }
  function Orders() {
    const { isConnected, status, error } = useLive('orders', {}, { onError: mine });
    shown.orders = `${isConnected} ${status} ${error}`;
    return null;
  }
  const { rerender } = render(<Orders />);
  await settle();
  await send(connected());
  rerender(
    <>
      <Orders />
      <Lobby />
    </>,
  );
  await settle();
  expect(mine).not.toHaveBeenCalled();
  expect(other.mock.calls[0]?.[0]).toMatchObject({ channel: 'room:lobby', final: false });
  // The connection is open, and of the refused channel nothing comes.
  expect(shown.orders).toBe('true open null');
  expect(shown.lobby).toMatch(/^false closed The server refused the channel "room:lobby"/);
  await send(block('opened', true, { id: '3-1', channel: 'room:lobby' }));
  expect(shown.lobby).toBe('true open null');
});
