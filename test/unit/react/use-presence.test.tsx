import { act, render, renderHook } from '@testing-library/react';
import { StrictMode } from 'react';
import { renderToString } from 'react-dom/server';
import { createHooks, createPresence, type Member } from '../../../lib/react/index.js';
import type { live } from '../../types/shop.js';
import type { OpenStream } from './support/endpoint.js';
import { endpoint } from './support/published.js';
import { block, connected, settle } from './support/settle.js';

const options = { reconnectInterval: 200 };
const { useLive } = createHooks<typeof live>(options);
const { usePresence } = createPresence<typeof live>(options);

const stream = (number = endpoint.streams.length - 1) => endpoint.streams[number] as OpenStream;
const send = async (...blocks: string[]) => {
  stream().send(blocks.join(''));
  await settle();
};
const member = (userId: string): Member<{ name: string }> => ({
  userId,
  metadata: { name: `<${userId}>` },
});
let lastId = 1;
const event = (name: 'join' | 'leave', userId: string, channel = 'room:5') =>
  block(`presence.${name}`, member(userId), { id: `2-${lastId++}`, channel });
const resumed = (replayed = 0) =>
  block('connected', { clientId: 'c2', resumed: true, replayed, gap: false }, { id: '1-0' });
const users = (members: readonly Member<{ name: string }>[]) =>
  members.map(({ userId }) => userId).join();

/** A component that shows the members of a room. */
async function show(initial?: readonly Member<{ name: string }>[], channel = 'room:5' as const) {
  const shown = renderHook(() => usePresence(channel, { initial }));
  await settle();
  return { ...shown, users: () => users(shown.result.current.members) };
}

it('shows the list of the server, and what changes from then on', async () => {
  endpoint.members = { 'room:5': [member('ann'), member('cy')] };
  const { result, users } = await show();
  expect([result.current.members, result.current.count, endpoint.questions]).toEqual([[], 0, []]);
  await send(connected());
  expect(endpoint.questions).toEqual([['room:5']]);
  expect(result.current.members).toEqual([member('ann'), member('cy')]);
  await send(
    event('join', 'bob'),
    event('join', 'ann'),
    event('leave', 'cy'),
    event('leave', 'eve'),
  );
  expect([users(), result.current.count]).toEqual(['ann,bob', 2]);
  expect(result.current).toMatchObject({ isConnected: true, status: 'open', error: null });
  // Of another room, and of no user.
  await send(
    event('join', 'dan', 'room:6'),
    block('presence.join', { userId: 5 }, { id: '3-1', channel: 'room:5' }),
    block('presence.join', null, { id: '3-2', channel: 'room:5' }),
  );
  expect(users()).toBe('ann,bob');
  expect(endpoint.questions).toHaveLength(1);
});

it('shows what the server rendered at once, and hydrates it', async () => {
  const initial = [member('ann'), member('bob')];
  function Room() {
    const { members, count } = usePresence('room:5', { initial });
    return <p>{`${count}: ${users(members)}`}</p>;
  }
  const html = renderToString(<Room />);
  expect(html).toContain('2: ann,bob');
  const container = document.createElement('div');
  container.innerHTML = html;
  const error = jest.spyOn(console, 'error');
  endpoint.members = { 'room:5': [member('bob')] };
  render(<Room />, { container, hydrate: true });
  await settle();
  expect(container.textContent).toBe('2: ann,bob');
  await send(connected());
  expect(container.textContent).toBe('1: bob');
  expect(error).not.toHaveBeenCalled();
  error.mockRestore();
});

it('applies events that came while the server was asked to its answer', async () => {
  endpoint.members = { 'room:5': [member('ann'), member('bob')] };
  let answer = () => {};
  endpoint.delay = new Promise((resolve) => {
    answer = resolve;
  });
  const { users } = await show();
  await send(connected());
  await send(event('leave', 'ann'), event('join', 'cy'));
  expect(users()).toBe('cy');
  answer();
  await settle();
  expect(users()).toBe('bob,cy');
});

it('asks once for several components, and once for several channels', async () => {
  const room = (id: string) => renderHook(() => usePresence(`room:${id}`));
  const shown = ['5', '5', '6', '7'].map(room);
  await settle();
  await send(connected());
  expect(endpoint.questions).toEqual([['room:5', 'room:6', 'room:7']]);
  // A further component has what the others have.
  await send(event('join', 'ann'));
  const later = room('5');
  await settle();
  expect(users(later.result.current.members)).toBe('ann');
  expect(endpoint.questions).toHaveLength(1);
  // The first one goes.
  shown[0]?.unmount();
  await settle();
  await send(event('join', 'bob'));
  expect(users(later.result.current.members)).toBe('ann,bob');
});

it('asks for at most 100 channels at a time', async () => {
  for (let id = 0; id < 101; id++) renderHook(() => usePresence(`room:${id}`));
  await settle();
  await send(connected());
  await settle();
  expect(endpoint.questions.map(({ length }) => length)).toEqual(expect.arrayContaining([100]));
  expect(new Set(endpoint.questions.flat()).size).toBe(101);
});

describe('asks again', () => {
  it('after a gap, and after a stream that is not resumed', async () => {
    const { result, users } = await show();
    await send(connected());
    endpoint.members = { 'room:5': [member('ann')] };
    await send(block('gap', { from: '1-0', to: '9-0' }, { id: '9-0' }));
    expect([users(), endpoint.questions.length]).toEqual(['ann', 2]);
    endpoint.members = { 'room:5': [member('bob')] };
    act(result.current.reconnect);
    await settle();
    expect(endpoint.streams).toHaveLength(2);
    expect(users()).toBe('ann');
    await send(connected('c2'));
    expect([users(), endpoint.questions.length]).toEqual(['bob', 3]);
  });

  it('not after a stream that is resumed: the events come again', async () => {
    endpoint.members = { 'room:5': [member('ann')] };
    const { result, users } = await show();
    await send(connected());
    act(result.current.reconnect);
    await settle();
    await send(resumed(1), event('join', 'bob'));
    expect([users(), endpoint.questions.length]).toEqual(['ann,bob', 1]);
  });

  it('when the channel is joined on an open connection', async () => {
    renderHook(() => useLive('orders'));
    await settle();
    await send(connected());
    let allow = () => {};
    endpoint.change = new Promise((resolve) => {
      allow = resolve;
    });
    const { users } = await show();
    expect([users(), endpoint.questions.length]).toEqual(['', 1]);
    endpoint.members = { 'room:5': [member('ann')] };
    allow();
    await settle();
    expect(endpoint.changes.map(({ join }) => join)).toEqual([['room:5']]);
    expect([users(), endpoint.questions.length]).toEqual(['ann', 2]);
  });

  it('of a channel that another component reads already', async () => {
    renderHook(() => useLive('room:5'));
    await settle();
    await send(connected());
    endpoint.members = { 'room:5': [member('ann')] };
    const { users } = await show();
    expect([users(), endpoint.questions, endpoint.changes]).toEqual(['ann', [['room:5']], []]);
  });

  it('when the server fails, and says so meanwhile', async () => {
    endpoint.membersStatus = 503;
    const { result, users } = await show([member('ann')]);
    await send(connected());
    expect(users()).toBe('ann');
    expect(result.current.error).toMatch(/^The members are not known: .*503; asking again in /);
    endpoint.membersStatus = 200;
    endpoint.members = { 'room:5': [member('bob')] };
    await act(() => new Promise((resolve) => setTimeout(resolve, 300)));
    expect([users(), result.current.error]).toEqual(['bob', null]);
  });
});

it('says which channel the server refuses, and asks for the others', async () => {
  endpoint.refused = 'room:6';
  endpoint.members = { 'room:5': [member('ann')] };
  const allowed = renderHook(() => usePresence('room:5'));
  const refused = renderHook(() => usePresence('room:6'));
  await settle();
  await send(connected());
  await settle();
  expect(endpoint.questions).toEqual([['room:5', 'room:6'], ['room:5']]);
  expect(allowed.result.current).toMatchObject({ members: [member('ann')], error: null });
  expect(refused.result.current.error).toBe('The members are not known: Not authorized');
});

it('renders for what is read', async () => {
  const renders = { members: 0, count: 0, state: 0, nothing: 0 };
  function Room({ reads }: { reads: keyof typeof renders }) {
    const presence = usePresence('room:5');
    renders[reads]++;
    if (reads === 'members') users(presence.members);
    if (reads === 'count') presence.count.toFixed();
    if (reads === 'state') presence.isConnected.valueOf();
    return null;
  }
  render(
    (Object.keys(renders) as (keyof typeof renders)[]).map((reads) => (
      <Room key={reads} reads={reads} />
    )),
  );
  await settle();
  await send(connected());
  const before = { ...renders };
  await send(event('join', 'ann'), event('join', 'bob'));
  expect(renders).toEqual({
    ...{ members: before.members + 1, count: before.count + 1 },
    ...{ state: before.state, nothing: before.nothing },
  });
  // Somebody else, and as many.
  await send(event('leave', 'ann'), event('join', 'cy'));
  expect(renders).toMatchObject({ members: before.members + 2, count: before.count + 1 });
  expect(before.nothing).toBe(1);
});

it('goes over to another channel, and to none', async () => {
  endpoint.members = { 'room:5': [member('ann')], 'room:6': [member('bob')] };
  const { result, rerender } = renderHook(
    ({ id }: { id: string | undefined }) => usePresence(id && (`room:${id}` as const)),
    { initialProps: { id: '5' as string | undefined } },
  );
  await settle();
  await send(connected());
  expect(users(result.current.members)).toBe('ann');
  rerender({ id: '6' });
  expect(result.current.members).toEqual([]);
  await settle();
  await settle();
  expect(users(result.current.members)).toBe('bob');
  rerender({ id: undefined });
  await settle();
  expect(result.current).toMatchObject({ members: [], count: 0, isConnected: false });
});

it('works in Strict Mode, and leaves nothing behind', async () => {
  endpoint.members = { 'room:5': [member('ann')] };
  const first = renderHook(() => usePresence('room:5'), { wrapper: StrictMode });
  await settle();
  await send(connected());
  expect(users(first.result.current.members)).toBe('ann');
  expect(endpoint.questions).toHaveLength(1);
  first.unmount();
  await settle();
  // A list of its own: what happened meanwhile is not known.
  const again = await show();
  expect(again.result.current.members).toEqual([]);
});
