import '../support/browser.js';
import { act, render, renderHook, waitFor } from '@testing-library/react';
import { sseHandler } from 'ssecast/handler';
import { createSSERoute } from 'ssecast/next';
import { type SSEOptions, useDashboardSSE, useSSE } from 'ssecast/react';
import { eventually } from '../../integration/support/server.js';
import { visitRoute } from '../support/route-page.js';
import { NotificationListener, toasts } from './printed/listener.js';

const { GET } = createSSERoute({ authorize: () => ({ userId: 'ann' }) });
const asked = visitRoute(GET);

afterEach(async () => {
  await eventually(() => sseHandler.getClients().length === 0);
  asked.length = 0;
});

test('document 4, "Client-Side: Connecting to SSE"', async () => {
  const { container, unmount } = render(<NotificationListener />);
  expect(container.textContent).toBe('Disconnected');
  await waitFor(() => expect(container.textContent).toBe('Connected'));
  expect(asked).toEqual(['/api/sse']);
  const data = { title: 'Report Approved', body: 'Your report has been approved' };
  sseHandler.sendEventToUser('ann', 'notification', data);
  await waitFor(() => expect(toasts).toHaveLength(1));
  expect(toasts).toEqual([
    { title: 'Report Approved', description: 'Your report has been approved', status: 'info' },
  ]);
  unmount();
});

test('document 4, "useSSE Hook": every result that is printed', async () => {
  // As the document declares it.
  const printed = (options: SSEOptions = {}) => useSSE(options);
  const { result, unmount } = renderHook(() => printed());
  const { isConnected, error, lastEvent, reconnect, closeConnection } = result.current;
  expect([isConnected, error, lastEvent]).toEqual([false, null, null]);
  await waitFor(() => expect(result.current.isConnected).toBe(true));
  const [first] = sseHandler.getClients();
  sseHandler.sendEventToUser('ann', 'notification', { title: 'Report Approved' });
  await waitFor(() => expect(result.current.lastEvent?.event).toBe('notification'));
  act(() => reconnect());
  await waitFor(() => expect(result.current.isConnected).toBe(true));
  await waitFor(() => expect(sseHandler.getClients()[0]?.id).not.toBe(first.id));
  act(() => closeConnection());
  expect(result.current.isConnected).toBe(false);
  await eventually(() => sseHandler.getClients().length === 0);
  unmount();
});

test('document 4, "Client-Side Hooks": useDashboardSSE has the endpoint of the dashboard', async () => {
  const { result, unmount } = renderHook(() => useDashboardSSE<{ orders: number }>());
  await waitFor(() => expect(result.current.isConnected).toBe(true));
  expect(asked).toEqual(['/api/dashboard/sse']);
  sseHandler.broadcastEvent('dashboardUpdate', { orders: 3 });
  await waitFor(() => expect(result.current.data).toEqual({ orders: 3 }));
  unmount();
});
