import { act, render, renderHook } from '@testing-library/react';
import { StrictMode } from 'react';
import { type SSEHookOptions, useSSE } from '../../../lib/react/index.js';
import { endpoint, publisher } from './support/published.js';
import { settle } from './support/settle.js';

const pause = () => new Promise((resolve) => setTimeout(resolve, 1));
const upTo = (count: number, from = 1) =>
  Array.from({ length: count - from + 1 }, (_, index) => from + index);

describe.each<[string, (round: number) => SSEHookOptions]>([
  ['token', (round) => ({ token: `t${round}` })],
  ['headers', (round) => ({ headers: { 'x-round': `${round}` } })],
  ['maxEvents', (round) => ({ maxEvents: 1_000 + round })],
  ['tabs', (round) => ({ tabs: round % 2 === 0 ? 'own' : 'shared' })],
  ['several at once', (round) => ({ token: `t${round}`, maxEvents: 1_000 + round, version: 1 })],
])('%s changes all the time', (_name, changed) => {
  test.each([
    ['without a cursor', false],
    ['with a cursor', true],
  ])('%s: each event comes once', async (_how, hasCursor) => {
    jest.spyOn(console, 'debug').mockImplementation(() => undefined);
    publisher.publish();
    publisher.publish();
    const heard: number[] = [];
    const gaps: unknown[] = [];
    const options = (round: number): SSEHookOptions => ({
      ...(hasCursor ? { cursor: publisher.id(1) } : {}),
      ...changed(round),
      eventHandlers: { tick: (number: number) => heard.push(number) },
      onGap: (gap) => gaps.push(gap),
    });
    const { result, rerender } = renderHook((round: number) => useSSE(options(round)), {
      initialProps: 0,
      wrapper: StrictMode,
    });
    await settle();
    publisher.serve();
    await settle();
    for (let round = 1; round <= 8; round++) {
      for (let event = 0; event < 5; event++) {
        publisher.publish();
        if (event % 2 === 0) await act(pause);
      }
      rerender(round);
      if (round % 2 === 0) await settle();
    }
    await settle();
    publisher.publish();
    await settle();
    const first = hasCursor ? 2 : 3;
    expect(heard).toEqual(upTo(43, first));
    const shown = result.current.events.filter(({ event }) => event === 'tick');
    expect(shown.map(({ data }) => data)).toEqual(heard);
    expect(gaps).toEqual([]);
    expect(endpoint.streams.length).toBeGreaterThan(4);
  });
});

test('components with the same options stay on one connection through a change', async () => {
  const heard: string[] = [];
  function Reader({ name, token }: { name: string; token: string }) {
    useSSE({ token, eventHandlers: { tick: (number: number) => heard.push(`${name}${number}`) } });
    return null;
  }
  const both = (token: string) => [
    <Reader key="a" name="a" token={token} />,
    <Reader key="b" name="b" token={token} />,
  ];
  const { rerender } = render(both('one'));
  await settle();
  publisher.serve();
  await settle();
  rerender(both('two'));
  publisher.publish();
  await settle();
  publisher.publish();
  await settle();
  expect(endpoint.streams).toHaveLength(2);
  expect(heard.sort()).toEqual(['a1', 'a2', 'b1', 'b2']);
});

test('another address, or another cursor, is another stream from its first render on', async () => {
  const shown: unknown[] = [];
  const { rerender } = renderHook(
    (options: SSEHookOptions) => {
      const { events } = useSSE(options);
      shown.push(events.filter(({ event }) => event === 'tick').map(({ data }) => data));
    },
    { initialProps: { url: '/a' } },
  );
  await settle();
  publisher.publish();
  await settle();
  expect(shown.at(-1)).toEqual([1]);
  shown.length = 0;
  rerender({ url: '/b' });
  await settle();
  publisher.serve();
  await settle();
  expect(new Set(shown.map((each) => JSON.stringify(each)))).toEqual(new Set(['[]']));
  expect(endpoint.streams.at(-1)).toMatchObject({ url: '/b', cursor: undefined });
});

describe('options that are new in every render', () => {
  let warnings: string[];
  beforeEach(() => {
    warnings = [];
    jest.spyOn(console, 'warn').mockImplementation((text) => void warnings.push(text));
  });
  afterEach(() => jest.restoreAllMocks());
  let count = 0;

  test.each<[string, () => SSEHookOptions]>([
    ['headers', () => ({ headers: { 'x-request-id': `${++count}` } })],
    ['token', () => ({ token: `${++count}` })],
    ['url', () => ({ url: `/api/sse?${++count}` })],
    ['cursor', () => ({ cursor: `5-${++count}` })],
  ])('%s: one connection, and one warning that names it', async (name, options) => {
    const { rerender, result } = renderHook(() => useSSE(options()), { wrapper: StrictMode });
    for (let round = 0; round < 3; round++) {
      await settle();
      rerender();
    }
    await settle();
    publisher.serve();
    await settle();
    expect(endpoint.streams).toHaveLength(1);
    expect(result.current.isConnected).toBe(true);
    rerender();
    await settle();
    expect(endpoint.streams).toHaveLength(1);
    expect(warnings).toEqual([expect.stringContaining(`the option ${name} to stay the same`)]);
  });
});

test('an unknown option may be anything, also an object that holds itself', async () => {
  const circle: Record<string, unknown> = {};
  circle.itself = circle;
  const { rerender } = renderHook(() => useSSE({ ...({ circle } as object) }));
  await settle();
  rerender();
  await settle();
  expect(endpoint.streams).toHaveLength(1);
  const headers = circle as Record<string, string>;
  expect(() => renderHook(() => useSSE({ headers }))).toThrow(
    "Expected headers to be an object of names and strings, or a function that returns one, but received what no header can be for 'itself'",
  );
});
