import '../../support/fake-native.js';
import { createBroadcaster, type SSEEvent } from 'ssecast';
import {
  broadcastEvent,
  connectSSEClient,
  createNotificationEvent,
  createSystemEvent,
  createUpdateEvent,
  destroySSE,
  disconnectClient,
  getConnectionInfo,
  getSSEManager,
  getStats,
  initializeSSE,
  type SSEConfig,
  sendMessage,
  sendToClient,
  sendToSession,
  sendToUser,
} from 'ssecast/manager';
import { fakeLogger, fakeOf } from '../../support/fake-native.js';

function permutations<Each>(all: Each[]): Each[][] {
  if (all.length < 2) return [all];
  return all.flatMap((first, index) =>
    permutations(all.toSpliced(index, 1)).map((rest) => [first, ...rest]),
  );
}

const event: SSEEvent = { event: 'chat', data: 1 };
const logger = fakeLogger();

describe('the manager', () => {
  beforeEach(() => {
    destroySSE();
    logger.debug.mockClear();
  });

  const quiet = () => initializeSSE({ enableLogging: false, logger });

  /** What the calls come to, in this order and in every other. */
  async function outcomes(calls: (() => unknown)[]) {
    const found = new Set<string>();
    for (const order of permutations(calls)) {
      destroySSE();
      for (const call of order) call();
      jest.mocked(logger.debug).mockClear();
      await connectSSEClient('ann');
      const logged = logger.debug.mock.calls.length;
      found.add(`${fakeOf().maxConnections}, ${logged} logged`);
    }
    return [...found];
  }
  const create = (maxConnections?: number) => () => createBroadcaster({ maxConnections, logger });
  const use = () => getSSEManager();
  const initialize = (config?: SSEConfig) => () => initializeSSE({ logger, ...config });

  it.each<[calls: (() => unknown)[], outcome: string]>([
    [[use], '10000, 0 logged'],
    [[use, create()], '10000, 0 logged'],
    [[initialize()], '1000, 1 logged'],
    [[use, create(), initialize()], '1000, 1 logged'],
    [[use, create(20_000), initialize()], '20000, 1 logged'],
    [[use, create(), initialize({ maxConnections: 5 }), initialize()], '5, 1 logged'],
    [[create(7), initialize({ enableLogging: false }), initialize()], '7, 0 logged'],
  ])('has one set of defaults, whoever comes first (%#)', async (calls, outcome) => {
    expect(await outcomes(calls)).toEqual([outcome]);
  });

  it('begins anew with the defaults after it was destroyed', async () => {
    createBroadcaster({ maxConnections: 20_000 });
    initializeSSE({ enableLogging: false });
    expect(await outcomes([initialize()])).toEqual(['1000, 1 logged']);
  });

  it('refuses what it does not know', () => {
    expect(() => initializeSSE({ timeout: 5 } as never)).toThrow('received timeout');
  });

  it('logs connections unless it is told not to', async () => {
    initializeSSE({ logger });
    await connectSSEClient('ann');
    expect(logger.debug.mock.calls).toEqual([
      [expect.stringMatching(/^ssecast: client \d+ connected$/)],
    ]);
    initializeSSE({ enableLogging: false });
    logger.debug.mockClear();
    await connectSSEClient('ann');
    expect(logger.debug).not.toHaveBeenCalled();
  });

  it('connects a client, tells of it and lets it go', async () => {
    quiet();
    const response = await connectSSEClient('ann', 's1', { tab: 1 });
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    const [info] = getConnectionInfo();
    expect(info).toMatchObject({ userId: 'ann', sessionId: 's1', metadata: { tab: 1 } });
    expect(getStats()).toMatchObject({
      activeConnections: 1,
      totalConnections: 1,
      refusedConnections: 3,
      uniqueUsers: 1,
      uniqueSessions: 2,
      eventsDelivered: 4,
    });
    expect(getStats().uptime).toBeGreaterThanOrEqual(1000);
    expect(disconnectClient(info?.id as string)).toBe(true);
    expect(disconnectClient(info?.id as string)).toBe(false);
    expect(getConnectionInfo()).toEqual([]);
  });

  it('sends to a client, a user, a session and all', async () => {
    quiet();
    await connectSSEClient('ann', 's1');
    await connectSSEClient('ann', 's2');
    const id = getConnectionInfo()[0]?.id as string;
    expect([
      sendToClient(id, event),
      sendToUser('ann', event),
      sendToSession('s1', event),
      broadcastEvent(event),
    ]).toEqual([true, 2, 1, 2]);
  });

  it('answers false or 0 for whom it does not know', () => {
    quiet();
    expect([
      sendToClient('x', event),
      sendToUser('x', event),
      sendToSession('x', event),
      sendMessage({ event, target: 'client', targetId: 'x' }),
    ]).toEqual([false, 0, 0, 0]);
  });

  it.each([
    [{}, 0, ''],
    [{ target: 'all' }, 0, ''],
    [{ target: 'user', targetId: 'a' }, 1, ['user:a']],
    [{ target: 'session', targetIds: ['a', 'b'] }, 1, ['session:a', 'session:b']],
    [{ target: 'client', targetId: 'a', targetIds: ['b'] }, 2, ['b', 'a']],
  ] as const)('sends a message with %p', (target, kind, keys) => {
    quiet();
    sendMessage({ event, ...target } as never);
    expect(fakeOf().published.at(-1)).toMatchObject({ kind, keys });
  });

  it.each([
    [{ target: 'user' }, 'Expected targetId or targetIds'],
    [{ targetId: 'a' }, "Expected no targetId with the target 'all'"],
    [{ target: 'room', targetId: 'a' }, 'received the string "room"'],
  ])('refuses a message with %p', (target, message) => {
    expect(() => sendMessage({ event, ...target } as never)).toThrow(
      expect.objectContaining({
        code: 'ERR_SSECAST_INVALID_TARGET',
        message: expect.stringContaining(message),
      }),
    );
  });

  it('makes notification, update and system events', () => {
    expect([
      createNotificationEvent('Hi', 'there'),
      createNotificationEvent('Hi', 'there', 'success', { a: 1 }),
      createUpdateEvent('profile', 'updated', { userId: '1' }),
      createSystemEvent('maintenance'),
    ]).toEqual([
      { event: 'notification', data: { title: 'Hi', message: 'there', type: 'info' } },
      {
        event: 'notification',
        data: { title: 'Hi', message: 'there', type: 'success', data: { a: 1 } },
      },
      { event: 'update', data: { resource: 'profile', action: 'updated', data: { userId: '1' } } },
      { event: 'system', data: { type: 'maintenance' } },
    ]);
  });

  it('is destroyed, and begins anew', async () => {
    const manager = quiet();
    await manager.connect('ann');
    manager.destroy();
    manager.destroy();
    expect(getSSEManager()).toBe(manager);
    expect(manager.getConnectionInfo()).toEqual([]);
    expect(manager.sendToUser('ann', event)).toBe(0);
  });
});
