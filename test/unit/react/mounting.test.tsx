import { act, cleanup, render } from '@testing-library/react';
import { type SSEHookReturn, useSSE } from '../../../lib/react/index.js';
import { installEndpoint } from './support/endpoint.js';

/** Answers of the endpoint, each with its number from 1. */
function installAnswers(answer: (number: number) => { status: number; retryAfter?: number }) {
  installEndpoint();
  const asked: number[] = [];
  const fetch = async () => {
    asked.push(Date.now());
    const { status, retryAfter } = answer(asked.length);
    const headers = { get: (name: string) => (name === 'retry-after' ? `${retryAfter}` : null) };
    return { status, headers, body: null };
  };
  Object.assign(globalThis, { fetch });
  return asked;
}

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(async () => {
  cleanup();
  await pass(10);
  jest.useRealTimers();
});
const pass = (milliseconds: number) => act(() => jest.advanceTimersByTimeAsync(milliseconds));

let live: SSEHookReturn;
function Reader() {
  live = useSSE();
  return <p>{live.error}</p>;
}
const readers = (count: number) =>
  Array.from({ length: count }, (_, index) => <Reader key={String(index)} />);

/** A component more each second, for seven seconds. */
async function mountOneByOne() {
  const { rerender } = render(readers(1));
  for (let count = 2; count <= 8; count++) {
    await pass(1_000);
    rerender(readers(count));
  }
  await pass(1_000);
}

test('429 with Retry-After: 20: one request in 8 s, however many components mount', async () => {
  const asked = installAnswers(() => ({ status: 429, retryAfter: 20 }));
  await mountOneByOne();
  expect(asked).toHaveLength(1);
  await pass(20_000);
  expect(asked).toHaveLength(2);
});

test('401 is final for components that mount later; reconnect() asks again', async () => {
  const asked = installAnswers(() => ({ status: 401 }));
  await mountOneByOne();
  expect(asked).toHaveLength(1);
  expect(live.error).toMatch(/401/);
  act(() => live.reconnect());
  await pass(10);
  expect(asked).toHaveLength(2);
});

test('500: mounting neither shortens the waits nor begins the count anew', async () => {
  const asked = installAnswers(() => ({ status: 500 }));
  const { rerender } = render(readers(1));
  for (let count = 2; count < 200; count++) {
    await pass(1_000);
    rerender(readers((count % 9) + 1));
  }
  expect(asked).toHaveLength(6);
  expect(live.error).toMatch(/gave up after 5 reconnects/);
});

test('what disconnect() has closed for all stays closed for a component that mounts', async () => {
  const asked = installAnswers(() => ({ status: 500 }));
  const { rerender } = render(readers(1));
  await pass(1_000);
  act(() => live.disconnect());
  rerender(readers(2));
  await pass(60_000);
  expect(asked).toHaveLength(1);
  act(() => live.connect());
  await pass(10);
  expect(asked).toHaveLength(2);
});

test('once nobody holds it, a component that mounts begins anew', async () => {
  const asked = installAnswers(() => ({ status: 401 }));
  const { rerender } = render(readers(1));
  await pass(1_000);
  rerender([]);
  await pass(10);
  rerender(readers(1));
  await pass(10);
  expect(asked).toHaveLength(2);
});
