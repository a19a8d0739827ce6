import '../support/browser.js';
import { act, renderHook, waitFor } from '@testing-library/react';
import { destroySSE, initializeSSE } from 'ssecast';
import { createSSERoute, identityFromQuery } from 'ssecast/next';
import { useSSE } from 'ssecast/react';
import { type EventServer, silent } from '../../integration/support/server.js';
import { serveRoute } from '../../integration/support/web-route.js';
import { type Page, visit } from '../support/page.js';
import { sseConfig } from './printed/client-configuration.untyped.js';

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

afterAll(async () => {
  page.leave();
  destroySSE();
  await app.close();
});

test('document 2, "Client Configuration": useSSE takes the object as it is', async () => {
  const log = jest.spyOn(console, 'log').mockImplementation();
  const { result, unmount } = renderHook(() => useSSE(sseConfig));
  await waitFor(() => expect(result.current.isConnected).toBe(true));
  expect(asked).toEqual(['/api/sse']);
  act(() => result.current.disconnect());
  expect(log.mock.calls).toEqual([
    ['Connected'],
    ['Message:', expect.objectContaining({ event: 'connected' })],
    ['Disconnected'],
  ]);
  unmount();
});
