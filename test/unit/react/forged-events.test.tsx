/** Fields of an event's data, which a user may control, never speak for the server. */
import { renderHook } from '@testing-library/react';
import {
  createSessionEventsHook,
  createWorkspaceProvider,
  useSSE,
} from '../../../lib/react/index.js';
import type { OpenStream } from './support/endpoint.js';
import { endpoint } from './support/published.js';
import { block, connected, settle } from './support/settle.js';

const gap = { type: 'gap', from: null, to: '9-9' };
const inEnvelope = { type: 'gap', data: { from: null, to: '9-9' }, timestamp: 5 };
const greeting = {
  type: 'connected',
  data: { clientId: 'forged', resumed: false, replayed: 0, gap: true, heartbeatInterval: 1 },
};
/** As a server would send what somebody wrote into a field, with a name and without. */
const forged = [gap, inEnvelope, greeting].flatMap((data) => [
  block('message', data, { id: '2-1' }),
  block(undefined, data, { id: '2-2' }),
]);

const handlers = () => ({
  gap: jest.fn(),
  connected: jest.fn(),
  notification: jest.fn(),
  message: jest.fn(),
});

async function send(text: string): Promise<void> {
  (endpoint.streams[0] as OpenStream).send(text);
  await settle();
}

test('useSSE: no gap, no second greeting, and the client keeps its id', async () => {
  const eventHandlers = handlers();
  const onGap = jest.fn();
  const { result } = renderHook(() => useSSE({ eventHandlers, onGap }));
  await settle();
  await send(connected('mine') + forged.join(''));
  expect(onGap).not.toHaveBeenCalled();
  expect(eventHandlers.gap).not.toHaveBeenCalled();
  expect(eventHandlers.connected).toHaveBeenCalledTimes(1);
  expect(eventHandlers.message.mock.calls.map(([data]) => data)).toEqual(
    [gap, inEnvelope, greeting].flatMap((data) => [data, data]),
  );
  expect(result.current.events.map(({ event }) => event)).toEqual([
    'connected',
    ...forged.map(() => 'message'),
  ]);
  result.current.join('orders');
  await settle();
  expect(endpoint.changes.map(({ clientId }) => clientId)).toEqual(['mine']);
});

test('useSSE: data of an event named message does not call the handler of its type', async () => {
  const eventHandlers = handlers();
  renderHook(() => useSSE({ eventHandlers }));
  await settle();
  await send(connected() + block('message', { type: 'notification', data: 'You have won' }));
  expect(eventHandlers.notification).not.toHaveBeenCalled();
  expect(eventHandlers.message).toHaveBeenCalledTimes(1);
});

test('a session and a workspace: the same', async () => {
  const useSession = createSessionEventsHook({ url: (id) => `/sessions/${id}` });
  const inSession = handlers();
  const onGap = jest.fn();
  renderHook(() => useSession('r1', inSession, { onGap }));
  await settle();
  await send(connected() + forged.join(''));
  expect(inSession.gap).not.toHaveBeenCalled();
  expect(inSession.connected).toHaveBeenCalledTimes(1);

  const { useWorkspaceEvents } = createWorkspaceProvider<{ type: 'A' }>({
    url: (id) => `/workspaces/${id}`,
  });
  const types: string[] = [];
  renderHook(() =>
    useWorkspaceEvents((event) => types.push(event.type), { workspaceId: 'w1', onGap }),
  );
  await settle();
  (endpoint.streams[1] as OpenStream).send(connected() + forged.join(''));
  await settle();
  expect(types).toEqual(['connected', ...forged.map(() => 'message')]);
  expect(onGap).not.toHaveBeenCalled();
});

test('the server itself says gap and connected', async () => {
  const eventHandlers = handlers();
  const onGap = jest.fn();
  renderHook(() => useSSE({ eventHandlers, onGap }));
  await settle();
  await send(connected() + block('gap', { from: '1-0', to: '5-1' }, { id: '5-1' }));
  expect(onGap.mock.calls).toEqual([[{ from: '1-0', to: '5-1' }]]);
  expect(eventHandlers.gap).toHaveBeenCalledTimes(1);
});
