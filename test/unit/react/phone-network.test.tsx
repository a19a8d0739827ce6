/** What the component of the README shows on a phone. */
import { act, render, screen } from '@testing-library/react';
import { type SSEHookReturn, useSSE } from '../../../lib/react/index.js';
import type { OpenStream } from './support/endpoint.js';
import { endpoint } from './support/published.js';
import { connected, settle } from './support/settle.js';

let live: SSEHookReturn;

function Items() {
  live = useSSE({ reconnectInterval: 0, maxReconnectAttempts: 1 });
  const { isConnected, error, events } = live;
  return <p>{isConnected ? `${events.length} events` : (error ?? 'Connecting…')}</p>;
}
const shown = () => screen.getByText(/./).textContent;

test.each(['online', 'pageshow'])('given up, it says so; on %s it is back', async (type) => {
  endpoint.status = 500;
  render(<Items />);
  expect(shown()).toBe('Connecting…');
  await settle();
  await settle();
  expect(shown()).toBe('Expected an event stream but received 500; gave up after 1 reconnect.');
  expect(live).toMatchObject({ status: 'closed', isConnecting: false });
  endpoint.status = 200;
  act(() => void window.dispatchEvent(new Event(type)));
  expect(shown()).toBe('Expected an event stream but received 500; reconnecting now.');
  expect(live).toMatchObject({ status: 'connecting', isConnecting: true });
  await settle();
  (endpoint.streams.at(-1) as OpenStream).send(connected());
  await settle();
  expect(shown()).toBe('1 events');
});

test('a component that has gone is not woken', async () => {
  endpoint.status = 500;
  const { unmount } = render(<Items />);
  await settle();
  await settle();
  unmount();
  await settle();
  const before = endpoint.streams.length;
  window.dispatchEvent(new Event('online'));
  await settle();
  expect(endpoint.streams).toHaveLength(before);
});
