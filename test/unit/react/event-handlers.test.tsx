import { render, renderHook } from '@testing-library/react';
import { StrictMode, useState } from 'react';
import { useSSE } from '../../../lib/react/index.js';
import type { OpenStream } from './support/endpoint.js';
import { endpoint } from './support/published.js';
import { block, connected, settle } from './support/settle.js';

const send = async (text: string) => {
  (endpoint.streams[0] as OpenStream).send(text);
  await settle();
};

test('document 4, "Client-Side: Connecting to SSE": handlers get the data and the event', async () => {
  const toast = jest.fn();
  function NotificationListener() {
    const { isConnected, error } = useSSE({
      eventHandlers: {
        notification: (data, event) => {
          toast({ title: data.title, description: data.body, status: 'info' }, event.id);
        },
      },
    });
    return (
      <div>
        {isConnected ? 'Connected' : 'Disconnected'}
        {error && <div>Error: {error}</div>}
      </div>
    );
  }
  const { container } = render(<NotificationListener />);
  expect(container.textContent).toBe('Disconnected');
  await settle();
  await send(block('notification', { title: 'Hello', body: 'You' }, { id: '5-1' }));
  expect(container.textContent).toBe('Connected');
  expect(toast.mock.calls).toEqual([
    [{ title: 'Hello', description: 'You', status: 'info' }, '5-1'],
  ]);
});

test('handlers see the state of the latest render, on one connection', async () => {
  const seen: number[] = [];
  function Counter() {
    const [count, setCount] = useState(0);
    useSSE({
      headers: { 'x-tenant': 'a' },
      eventHandlers: {
        tick: () => {
          seen.push(count);
          setCount(count + 1);
        },
      },
    });
    return <p>{count}</p>;
  }
  const { container } = render(<Counter />, { wrapper: StrictMode });
  await settle();
  await send(connected());
  for (let time = 0; time < 3; time++) await send(block('tick', time));
  expect(seen).toEqual([0, 1, 2]);
  expect(container.textContent).toBe('3');
  expect(endpoint.streams).toHaveLength(1);
});

test('handlers may come, go and change without reconnecting', async () => {
  const first = jest.fn();
  const second = jest.fn();
  const { rerender } = renderHook((eventHandlers) => useSSE({ eventHandlers }), {
    initialProps: { a: first } as Record<string, () => void> | undefined,
  });
  await settle();
  await send(block('a', 1));
  rerender(undefined);
  await send(block('a', 2));
  rerender({ b: second });
  await send(block('a', 3) + block('b', 4));
  expect(first.mock.calls.map(([data]) => data)).toEqual([1]);
  expect(second.mock.calls.map(([data]) => data)).toEqual([4]);
  expect(endpoint.streams).toHaveLength(1);
});

test('only own handlers are called, whatever an event is named', async () => {
  const onMessage = jest.fn();
  renderHook(() => useSSE({ eventHandlers: {}, onMessage }));
  await settle();
  for (const name of ['toString', 'constructor', '__proto__']) await send(block(name, 1));
  expect(onMessage).toHaveBeenCalledTimes(3);
});

test('a handler that throws is reported, and hurts nobody', async () => {
  const report = jest.fn();
  Object.assign(globalThis, { reportError: report });
  const onMessage = jest.fn();
  const other = jest.fn();
  const failing = () => {
    throw new Error('broken');
  };
  const { result } = renderHook(() => {
    useSSE({ eventHandlers: { a: failing } });
    return useSSE({ onMessage, eventHandlers: { a: other } });
  });
  await settle();
  await send(block('a', 1) + block('b', 2));
  expect(report.mock.calls.map(([error]) => error.message)).toEqual(['broken']);
  expect(other).toHaveBeenCalledTimes(1);
  expect(onMessage).toHaveBeenCalledTimes(2);
  expect(result.current.isConnected).toBe(true);
});

test('connected and gap have handlers, too', async () => {
  const log: unknown[] = [];
  renderHook(() =>
    useSSE({
      eventHandlers: {
        connected: ({ clientId }) => log.push(clientId),
        gap: ({ to }) => log.push(to),
      },
    }),
  );
  await settle();
  await send(connected('me') + block('gap', { from: '1-0', to: '9-1' }, { id: '9-1' }));
  expect(log).toEqual(['me', '9-1']);
});
