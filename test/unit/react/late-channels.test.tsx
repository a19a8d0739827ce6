import { render, renderHook } from '@testing-library/react';
import { Activity, type ReactElement, StrictMode } from 'react';
import { createHooks, useSSE } from '../../../lib/react/index.js';
import type { live } from '../../types/shop.js';
import type { OpenStream } from './support/endpoint.js';
import { endpoint } from './support/published.js';
import { block, settle } from './support/settle.js';

// What a page has ends at its cursor; a stream may begin to bring the channel later.

const { useLive } = createHooks<typeof live>();

const stream = (number = 0) => endpoint.streams[number] as OpenStream;
const send = async (number: number, ...blocks: string[]) => {
  stream(number).send(blocks.join(''));
  await settle();
};
const opened = (id: string, resumed = true) =>
  block('connected', { clientId: `c ${id}`, resumed, replayed: 0, gap: false }, { id });
const order = (id: string) => block('order', { id, at: '2026' }, { id, channel: 'orders' });
const message = (id: string, room = 'a') =>
  block('message', { text: id }, { id, channel: `room:${room}` });
const channelsOf = (number: number) =>
  new URL(stream(number).url, 'http://page').searchParams.getAll('channel').sort();
const reconnect = async () => {
  await settle();
  window.dispatchEvent(new Event('online'));
  await settle();
};

let told: string[];
beforeEach(() => {
  told = [];
});

function Orders({ cursor }: { cursor?: string }) {
  useLive('orders', { gap: ({ from, to }) => void told.push(`orders ${from} ${to}`) }, { cursor });
  return null;
}

interface RoomProps {
  id?: string;
  cursor?: string | undefined;
}
function Room({ id = 'a', cursor }: RoomProps) {
  useLive(
    `room:${id}`,
    {
      gap: ({ from, to }) => void told.push(`${id} ${from} ${to}`),
      message: ({ text }) => void told.push(text),
    },
    { cursor },
  );
  return null;
}

/** The page of orders, with a component that comes later. */
const withOrders = (room: ReactElement) => (
  <>
    <Orders cursor="1-0" />
    {room}
  </>
);

/** A stream of orders that broke at 5-0 and waits to be opened again. */
async function brokenAtFive() {
  const page = render(<Orders cursor="1-0" />);
  await settle();
  await send(0, opened('1-0'), order('3-0'), order('5-0'));
  stream(0).end();
  await settle();
  expect(endpoint.streams).toHaveLength(1);
  return page;
}

describe('a channel that the next request names', () => {
  it.each([
    ['older than the stream', '4-0', ['a 4-0 5-0', '6-0']],
    ['where the stream is', '5-0', ['6-0']],
    ['newer than the stream', '5-1', ['6-0']],
    ['none', undefined, ['6-0']],
  ])('cursor: %s', async (_what, cursor, expected) => {
    const { rerender } = await brokenAtFive();
    rerender(withOrders(<Room cursor={cursor} />));
    await reconnect();
    expect([stream(1).cursor, channelsOf(1)]).toEqual(['5-0', ['orders', 'room:a']]);
    await send(1, opened('5-0'), message('6-0'));
    expect(endpoint.changes).toEqual([]);
    expect(told).toEqual(expected);
  });

  it('calls gap once where React mounts twice', async () => {
    const { rerender } = await brokenAtFive();
    rerender(
      <>
        <Orders cursor="1-0" />
        <StrictMode>
          <Room cursor="4-0" />
        </StrictMode>
      </>,
    );
    await reconnect();
    await send(1, opened('5-0'));
    expect(told).toEqual(['a 4-0 5-0']);
  });

  it('calls gap once where the server has forgotten more', async () => {
    const { rerender } = await brokenAtFive();
    rerender(withOrders(<Room cursor="4-0" />));
    await reconnect();
    await send(
      1,
      block('connected', { clientId: 'c', resumed: false, replayed: 0, gap: true }, { id: '9-0' }),
      block('gap', { from: '5-0', to: '9-0' }, { id: '9-0' }),
    );
    expect(told.filter((each) => each.startsWith('a'))).toHaveLength(1);
  });

  it('comes after an instance that does not know the client', async () => {
    const { rerender } = render(<Orders cursor="1-0" />);
    await settle();
    await send(0, opened('1-0'), order('5-0'));
    endpoint.isElsewhere = true;
    rerender(withOrders(<Room cursor="4-0" />));
    await settle();
    expect(channelsOf(1)).toEqual(['orders', 'room:a']);
    await send(1, opened('5-0'));
    expect(told).toEqual(['a 4-0 5-0']);
  });
});

it('calls no gap where the first request names the channel', async () => {
  const joined = jest.fn();
  renderHook(() => useLive('room:a', { gap: joined }, { cursor: '4-0', onJoined: joined }));
  await settle();
  await send(0, opened('4-0'));
  expect(joined).not.toHaveBeenCalled();
});

it('calls gap where another component has joined the channel too late for this one', async () => {
  const { rerender } = render(<Orders cursor="1-0" />);
  await settle();
  await send(0, opened('1-0'), order('5-0'));
  endpoint.position = '5-0';
  rerender(withOrders(<Room />));
  await settle();
  await send(0, message('6-0'), message('7-0'));
  told = [];
  const { unmount } = render(<Room cursor="4-0" />);
  await settle();
  expect(told).toEqual(['a 4-0 5-0', '6-0', '7-0']);
  told = [];
  unmount();
  rerender(withOrders(<Room />));
  render(<Room cursor="6-0" />);
  await settle();
  expect(told).toEqual(['7-0']);
});

it('calls no gap where the page is newer than the join', async () => {
  const { rerender } = render(<Orders cursor="1-0" />);
  await settle();
  await send(0, opened('1-0'), order('5-0'));
  endpoint.position = '5-0';
  rerender(withOrders(<Room cursor="5-7" />));
  await settle();
  await send(0, message('5-6'), message('6-0'));
  expect(endpoint.changes).toHaveLength(1);
  expect(told).toEqual(['6-0']);
});

it('calls no gap where the component goes on from its place on another connection', async () => {
  const lost = jest.fn();
  const { rerender } = renderHook(
    ({ token }) => useSSE({ token, channels: ['room:a'], cursor: '4-0', onGap: lost }),
    { initialProps: { token: 'one' } },
  );
  await settle();
  await send(0, opened('4-0'), message('6-0'));
  rerender({ token: 'two' });
  await settle();
  expect(stream(1).cursor).toBe('6-0');
  await send(1, opened('6-0'));
  expect(lost).not.toHaveBeenCalled();
});

it('calls gap where the channel was not joined before the component went over', async () => {
  const lost = jest.fn();
  function Reader({ token }: { token: string }) {
    useSSE({ token, channels: ['room:a'], cursor: '4-0', onGap: lost });
    return null;
  }
  function Other() {
    useSSE({ token: 'one', channels: ['orders'] });
    return null;
  }
  const { rerender } = render(<Other />);
  await settle();
  await send(0, opened('1-0', false), order('3-0'));
  endpoint.isSilent = true;
  rerender(
    <>
      <Other />
      <Reader token="one" />
    </>,
  );
  await settle();
  await send(0, order('5-0'));
  rerender(
    <>
      <Other />
      <Reader token="two" />
    </>,
  );
  await settle();
  expect(stream(1).cursor).toBe('5-0');
  await send(1, opened('5-0'));
  expect(lost.mock.calls).toEqual([[{ from: '4-0', to: '5-0' }]]);
});

it('calls no gap where the component was hidden and goes on from its place', async () => {
  const lost = jest.fn();
  const page = (mode: 'visible' | 'hidden') => (
    <>
      <Orders cursor="1-0" />
      <Activity mode={mode}>
        <Hidden />
      </Activity>
    </>
  );
  function Hidden() {
    useLive('room:a', { gap: lost }, { cursor: '1-0' });
    return null;
  }
  const { rerender } = render(page('visible'));
  await settle();
  await send(0, opened('1-0'), message('6-0'));
  rerender(page('hidden'));
  await settle();
  expect(endpoint.changes).toMatchObject([{ join: [], leave: ['room:a'] }]);
  endpoint.position = '6-0';
  rerender(page('visible'));
  await settle();
  expect(lost).not.toHaveBeenCalled();
  rerender(page('hidden'));
  await settle();
  endpoint.position = '8-0';
  rerender(page('visible'));
  await settle();
  expect(lost.mock.calls).toEqual([[{ from: '6-0', to: '8-0' }]]);
});
