import { act, renderHook } from '@testing-library/react';
import { StrictMode } from 'react';
import { type SSEHookOptions, useSSE } from '../../../lib/react/index.js';
import type { OpenStream } from './support/endpoint.js';
import { endpoint } from './support/published.js';
import { block, connected, settle } from './support/settle.js';

const stream = (number: number) => endpoint.streams[number] as OpenStream;
const send = async (number: number, text: string) => {
  stream(number).send(text);
  await settle();
};
const renderSSE = (options: SSEHookOptions, wrapper?: typeof StrictMode) =>
  renderHook((props) => useSSE(props), { initialProps: options, wrapper });
const channelsOf = (number: number) =>
  new URL(stream(number).url, 'http://page').searchParams.getAll('channel');

test('objects, lists and functions written anew with each render keep the connection', async () => {
  const options = () => ({
    headers: { 'x-tenant': 'a' },
    channels: ['orders'],
    token: () => 'secret',
    eventHandlers: { tick: () => undefined },
  });
  const { rerender } = renderSSE(options());
  for (let time = 0; time < 3; time++) {
    await settle();
    rerender(options());
  }
  await settle();
  expect(endpoint.streams).toHaveLength(1);
  expect(endpoint.changes).toEqual([]);
  expect(stream(0).headers).toMatchObject({ 'x-tenant': 'a', authorization: 'Bearer secret' });
});

test('headers that say something else are another connection', async () => {
  const { rerender } = renderSSE({ headers: { 'x-tenant': 'a' } });
  await settle();
  rerender({ headers: { 'x-tenant': 'b' } });
  await settle();
  expect(stream(0).aborted()).toBe(true);
  expect(stream(1).headers).toMatchObject({ 'x-tenant': 'b' });
});

test('a reconnect asks the token of the latest render', async () => {
  const { result, rerender } = renderSSE({ token: () => 'old' });
  await settle();
  rerender({ token: () => 'new' });
  await settle();
  expect(endpoint.streams).toHaveLength(1);
  act(() => result.current.reconnect());
  await settle();
  expect(endpoint.streams.map(({ headers }) => headers.authorization)).toEqual([
    'Bearer old',
    'Bearer new',
  ]);
});

describe('channels', () => {
  test('are in the first request, in Strict Mode too', async () => {
    renderSSE({ channels: ['a', 'b'] }, StrictMode);
    await settle();
    expect(endpoint.streams).toHaveLength(1);
    expect(channelsOf(0)).toEqual(['a', 'b']);
    await send(0, connected());
    expect(endpoint.changes).toEqual([]);
  });

  test('are joined and left on the open connection', async () => {
    const { rerender } = renderSSE({ channels: ['a', 'b'] });
    await settle();
    await send(0, connected('me'));
    rerender({ channels: ['b', 'c'] });
    await settle();
    expect(endpoint.changes).toMatchObject([{ clientId: 'me', join: ['c'], leave: ['a'] }]);
    expect(endpoint.streams).toHaveLength(1);
  });

  test('of several components are one connection; each is left with the last who wants it', async () => {
    const first = renderSSE({ channels: ['a', 'b'] });
    const second = renderSSE({ channels: ['b', 'c'] });
    await settle();
    expect(endpoint.streams).toHaveLength(1);
    expect(channelsOf(0).sort()).toEqual(['a', 'b', 'c']);
    await send(0, connected());
    first.unmount();
    await settle();
    expect(endpoint.changes).toMatchObject([{ join: [], leave: ['a'] }]);
    second.unmount();
    await settle();
    expect(stream(0).aborted()).toBe(true);
  });

  test('join() and leave() last until the component unmounts', async () => {
    renderSSE({});
    const { result, unmount } = renderSSE({});
    await settle();
    await send(0, connected());
    act(() => result.current.join('a', 'b'));
    await settle();
    act(() => result.current.leave('a'));
    await settle();
    unmount();
    await settle();
    expect(endpoint.changes).toMatchObject([
      { join: ['a', 'b'], leave: [] },
      { join: [], leave: ['a'] },
      { join: [], leave: ['b'] },
    ]);
    expect(endpoint.streams).toHaveLength(1);
  });

  test('with a cursor, too', async () => {
    renderSSE({ channels: ['a'], cursor: '5-1' }, StrictMode);
    await settle();
    expect(endpoint.streams).toHaveLength(1);
    expect(channelsOf(0)).toEqual(['a']);
    expect(stream(0).cursor).toBe('5-1');
  });

  test('an event says which it came by', async () => {
    const { result } = renderSSE({ channels: ['a'] });
    await settle();
    await send(0, block('tick', 1, { channel: 'a' }) + block('tick', 2));
    expect(result.current.events.map(({ channel }) => channel)).toEqual(['a', undefined]);
  });
});

test('onOutdated hears of an event that the page does not understand', async () => {
  const onOutdated = jest.fn();
  const { result } = renderSSE({ version: 1, onOutdated });
  await settle();
  await send(0, connected());
  await send(0, ': version 2\n: older 1 {"a":1}\nevent: order\ndata: {"b":2}\n\n');
  await send(0, ': version 3\nevent: order\ndata: {"c":3}\n\n');
  expect(result.current.lastEvent?.data).toEqual({ a: 1 });
  expect(onOutdated).toHaveBeenCalledTimes(1);
  expect(onOutdated.mock.calls[0]?.[0]).toMatchObject({ version: 3 });
});
