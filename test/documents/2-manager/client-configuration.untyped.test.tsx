import '../support/browser.js';
import { act, renderHook, waitFor } from '@testing-library/react';
import { createSSERoute, identityFromQuery } from 'ssecast/next';
import { useSSE } from 'ssecast/react';
import { visitRoute } from '../support/route-page.js';
import { sseConfig } from './printed/client-configuration.untyped.js';

const { GET } = createSSERoute({ authorize: identityFromQuery });
const asked = visitRoute(GET);

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
