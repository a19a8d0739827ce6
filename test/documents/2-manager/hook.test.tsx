import '../support/browser.js';
import { act, render, renderHook, waitFor } from '@testing-library/react';
import { broadcastEvent, getConnectionInfo } from 'ssecast/manager';
import { createSSERoute, identityFromQuery } from 'ssecast/next';
import { type SSEHookOptions, type SSEHookReturn, useSSE } from 'ssecast/react';
import { eventually } from '../../integration/support/server.js';
import { visitRoute } from '../support/route-page.js';
import { MyComponent } from './printed/client-side-usage.js';
import { ChatComponent } from './printed/custom-event-handling.js';
import type * as printed from './printed/hook-types.js';

/** What is written as printed, is what ours takes; and ours returns what is printed. */
const options = (given: printed.SSEHookOptions): SSEHookOptions => given;
const returned = (given: SSEHookReturn): printed.SSEHookReturn => given;

const { GET } = createSSERoute({ authorize: identityFromQuery });
const asked = visitRoute(GET);

beforeEach(async () => {
  await eventually(() => getConnectionInfo().length === 0);
  asked.length = 0;
  jest.spyOn(console, 'log').mockImplementation();
  jest.spyOn(console, 'error').mockImplementation();
});

afterEach(() => jest.restoreAllMocks());

const logged = () => jest.mocked(console.log).mock.calls;

test('document 2, "Client-Side Usage"', async () => {
  const { container, unmount } = render(<MyComponent />);
  expect(container.textContent).toContain('Status: Disconnected');
  await waitFor(() => expect(container.textContent).toContain('Status: Connected'));
  expect(logged()[0]).toEqual(['Connected to SSE']);
  broadcastEvent({ event: 'news', data: { of: 'today' } });
  await waitFor(() => expect(container.textContent).toContain('"data":{"of":"today"}'));
  expect(container.textContent).toContain('Last event: {');
  expect(logged().at(-1)).toEqual([
    'Received event:',
    expect.objectContaining({ event: 'news', data: { of: 'today' } }),
  ]);
  expect(console.error).not.toHaveBeenCalled();
  unmount();
});

test('document 2, "Custom Event Handling"', async () => {
  const { container, unmount } = render(<ChatComponent />);
  await waitFor(() => expect(getConnectionInfo()).toHaveLength(1));
  const message = { message: 'Hello from session!', sender: 'user123' };
  broadcastEvent({ event: 'user_typing', data: 'user123' });
  broadcastEvent({ event: 'chat_message', data: message });
  await waitFor(() => expect(container.textContent).toBe('user123: Hello from session!'));
  expect(logged()).toEqual([
    ['User typing:', 'user123'],
    ['New chat message:', message],
  ]);
  unmount();
});

test('document 2, "useSSE Hook": every option and result', async () => {
  const heard: string[] = [];
  const given = options({
    url: '/api/sse',
    autoConnect: false,
    reconnectInterval: 5000,
    maxReconnectAttempts: 5,
    onOpen: () => heard.push('open'),
    onClose: () => heard.push('close'),
    onError: (error) => heard.push(error.type),
    onMessage: ({ event }) => heard.push(event),
  });
  const { result, unmount } = renderHook(() => returned(useSSE(given)));
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(asked).toEqual([]);
  act(() => result.current.connect());
  expect(result.current.isConnecting).toBe(true);
  await waitFor(() => expect(result.current.isConnected).toBe(true));
  expect(asked).toEqual(['/api/sse']);
  broadcastEvent({ event: 'news', data: { of: 'today' } });
  await waitFor(() => expect(result.current.lastEvent?.event).toBe('news'));
  expect(result.current).toMatchObject({ isConnecting: false, error: null });
  expect(result.current.events.map(({ event }) => event)).toEqual(['connected', 'news']);
  act(() => result.current.clearEvents());
  expect(result.current).toMatchObject({ events: [], lastEvent: null });
  act(() => result.current.disconnect());
  expect(result.current.isConnected).toBe(false);
  expect(heard).toEqual(['open', 'connected', 'news', 'close']);
  unmount();
});
