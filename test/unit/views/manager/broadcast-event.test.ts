import '../../support/fake-native.js';
import { createBroadcaster } from 'ssecast';
import { createSSE } from 'ssecast/channels';
import { broadcastEvent, destroySSE } from 'ssecast/manager';
import { fakeOf } from '../../support/fake-native.js';

afterEach(() => destroySSE());

describe('broadcastEvent', () => {
  it('sends an event to all clients', async () => {
    await createBroadcaster().connect({ sessionId: 's' });
    expect(broadcastEvent({ event: 'news', data: 1 })).toBe(1);
    expect(fakeOf().published).toMatchObject([{ kind: 0, event: 'news', data: '1' }]);
  });

  it('sends an event to a session, as emit does', async () => {
    await createBroadcaster().connect({ sessionId: 's' });
    expect(broadcastEvent('s', { type: 'item:added', data: 1, timestamp: 5 })).toBe(1);
    expect(broadcastEvent('t', { type: 'item:added', data: 1 })).toBe(0);
    const [call] = fakeOf().published;
    expect(call).toMatchObject({ kind: 1, keys: 'session:s', event: '' });
    expect(JSON.parse(call?.data ?? '')).toMatchObject({ type: 'item:added', data: 1 });
  });

  it.each([[''], ['s'], ['s', { data: 1 }], ['s', { event: 'news', data: 1 }]])(
    'refuses %p, which is neither',
    (...given) => {
      createBroadcaster();
      expect(() => broadcastEvent(...(given as [never]))).toThrow(TypeError);
      expect(fakeOf().published).toEqual([]);
    },
  );
});

it('a service that is shut down returns 0 from its senders, and still refuses wrong events', () => {
  const sse = createSSE({ name: 'ended' });
  sse.shutdown();
  expect(sse.broadcast('news', 'a', 1)).toBe(0);
  expect(sse.broadcastAll('a', 1)).toBe(0);
  expect(sse.sendTo('c', 'a', 1)).toBe(false);
  expect(() => sse.broadcast('news', 'a', 1n)).toThrow(TypeError);
});
