import '../support/browser.js';
import { act, render, renderHook, waitFor } from '@testing-library/react';
import { broadcastEvent, destroySSE, getConnectionInfo, initializeSSE } from 'ssecast';
import { createSSERoute, identityFromQuery } from 'ssecast/next';
import { type SSEEvent, type SSEHookOptions, type SSEHookReturn, useSSE } from 'ssecast/react';
import { type EventServer, eventually, silent } from '../../integration/support/server.js';
import { serveRoute } from '../../integration/support/web-route.js';
import { type Page, visit } from '../support/page.js';

// useSSE Hook, as printed
interface PrintedOptions {
  url?: string; // SSE endpoint URL (default: '/api/sse')
  autoConnect?: boolean; // Auto-connect on mount (default: true)
  reconnectInterval?: number; // Reconnection interval in ms (default: 5000)
  maxReconnectAttempts?: number; // Max reconnection attempts (default: 5)
  onOpen?: () => void; // Connection opened callback
  onClose?: () => void; // Connection closed callback
  onError?: (error: Event) => void; // Error callback
  onMessage?: (event: SSEEvent) => void; // Message received callback
}
interface PrintedReturn {
  isConnected: boolean;
  isConnecting: boolean;
  error: string | null;
  lastEvent: SSEEvent | null;
  events: SSEEvent[];
  connect: () => void;
  disconnect: () => void;
  clearEvents: () => void;
}
const options = (printed: PrintedOptions): SSEHookOptions => printed;
const returned = (given: SSEHookReturn): PrintedReturn => given;

const console = { log: jest.fn(), error: jest.fn() };

// Client-Side Usage
function MyComponent() {
  const { isConnected, isConnecting, error, lastEvent, events, connect, disconnect, clearEvents } =
    useSSE({
      onOpen: () => console.log('Connected to SSE'),
      onMessage: (event) => console.log('Received event:', event),
      onError: (error) => console.error('SSE error:', error),
    });

  return (
    <div>
      <p>Status: {isConnected ? 'Connected' : 'Disconnected'}</p>
      {lastEvent && <p>Last event: {JSON.stringify(lastEvent)}</p>}
      <p>{`${isConnecting} ${error} ${events.length}`}</p>
      <button type="button" onClick={isConnected ? disconnect : connect} />
      <button type="button" onClick={clearEvents} />
    </div>
  );
}

// Custom Event Handling
function ChatComponent() {
  const { events, isConnected } = useSSE({
    onMessage: (event) => {
      if (event.event === 'chat_message') {
        // Handle chat message
        console.log('New chat message:', event.data);
      } else if (event.event === 'user_typing') {
        // Handle typing indicator
        console.log('User typing:', event.data);
      }
    },
  });

  return (
    <div className={isConnected ? 'connected' : ''}>
      {events
        .filter((e) => e.event === 'chat_message')
        .map((event, index) => (
          <div key={index}>
            <strong>{event.data.sender}:</strong> {event.data.message}
          </div>
        ))}
    </div>
  );
}

// Client Configuration
const sseConfig: PrintedOptions = {
  url: '/api/sse',
  autoConnect: true,
  reconnectInterval: 5000,
  maxReconnectAttempts: 5,
  onOpen: () => console.log('Connected'),
  onClose: () => console.log('Disconnected'),
  onError: (error) => console.error('Error:', error),
  onMessage: (event) => console.log('Message:', event),
};

const { GET } = createSSERoute({ authorize: identityFromQuery });
const asked: string[] = [];
let app: EventServer;
let page: Page;

beforeAll(async () => {
  initializeSSE({ logger: silent });
  app = await serveRoute((request) => {
    asked.push(new URL(request.url).pathname);
    return GET(request);
  });
  page = visit(app.origin);
});

beforeEach(async () => {
  await eventually(() => getConnectionInfo().length === 0);
  jest.clearAllMocks();
  asked.length = 0;
});

afterAll(async () => {
  page.leave();
  destroySSE();
  await app.close();
});

test('document 2, "Client-Side Usage"', async () => {
  const { container, unmount } = render(<MyComponent />);
  expect(container.textContent).toContain('Status: Disconnected');
  await waitFor(() => expect(container.textContent).toContain('Status: Connected'));
  expect(console.log.mock.calls[0]).toEqual(['Connected to SSE']);
  broadcastEvent({ event: 'news', data: { of: 'today' } });
  await waitFor(() => expect(container.textContent).toContain('"data":{"of":"today"}'));
  expect(container.textContent).toContain('false null 2');
  expect(console.log.mock.calls.at(-1)).toEqual([
    'Received event:',
    expect.objectContaining({ event: 'news', data: { of: 'today' } }),
  ]);
  const [connection, clear] = container.querySelectorAll('button');
  act(() => clear.click());
  expect(container.textContent).not.toContain('Last event');
  act(() => connection.click());
  expect(container.textContent).toContain('Status: Disconnected');
  act(() => connection.click());
  await waitFor(() => expect(container.textContent).toContain('Status: Connected'));
  expect(console.error).not.toHaveBeenCalled();
  unmount();
});

test('document 2, "Custom Event Handling"', async () => {
  const { container, unmount } = render(<ChatComponent />);
  await waitFor(() => expect(container.innerHTML).toContain('connected'));
  const message = { message: 'Hello from session!', sender: 'user123' };
  broadcastEvent({ event: 'user_typing', data: 'user123' });
  broadcastEvent({ event: 'chat_message', data: message });
  await waitFor(() => expect(container.textContent).toBe('user123: Hello from session!'));
  expect(console.log.mock.calls).toEqual([
    ['User typing:', 'user123'],
    ['New chat message:', message],
  ]);
  unmount();
});

test('document 2, "Client Configuration" and "useSSE Hook": every option and result', async () => {
  const { result, unmount } = renderHook(() => returned(useSSE(options(sseConfig))));
  await waitFor(() => expect(result.current.isConnected).toBe(true));
  expect(asked).toEqual(['/api/sse']);
  expect(result.current).toMatchObject({ isConnecting: false, error: null });
  act(() => result.current.disconnect());
  expect(console.log.mock.calls).toEqual([
    ['Connected'],
    ['Message:', expect.objectContaining({ event: 'connected' })],
    ['Disconnected'],
  ]);
  unmount();
});

test('document 2, "Client Configuration": autoConnect false waits for connect()', async () => {
  const { result, unmount } = renderHook(() => useSSE({ ...sseConfig, autoConnect: false }));
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(asked).toEqual([]);
  act(() => result.current.connect());
  await waitFor(() => expect(result.current.isConnected).toBe(true));
  unmount();
});
