import '../support/fake-native.js';
import {
  broadcastEvent,
  connectSSEClient,
  createBroadcaster,
  createNotificationEvent,
  createSystemEvent,
  createUpdateEvent,
  destroySSE,
  disconnectClient,
  getConnectionInfo,
  getSSEManager,
  getStats,
  initializeSSE,
  type SSEEvent,
  sendMessage,
  sendToClient,
  sendToSession,
  sendToUser,
} from 'ssecast';
import { fakeLogger, fakeOf } from '../support/fake-native.js';

const event: SSEEvent = { event: 'chat', data: 1 };
const logger = fakeLogger();

describe('the manager', () => {
  beforeEach(() => {
    destroySSE();
    logger.debug.mockClear();
  });

  const quiet = () => initializeSSE({ enableLogging: false, logger });
  const configured = () => fakeOf().configured.map((json) => JSON.parse(json));

  it('starts with the defaults of its document, when it is first needed', () => {
    getSSEManager();
    const defaults = {
      heartbeatInterval: 30_000,
      maxConnections: 1_000,
      connectionTimeout: 300_000,
    };
    expect(configured()).toEqual([defaults]);
    initializeSSE({ maxConnections: 5 });
    getSSEManager();
    expect(configured()).toEqual([defaults, { maxConnections: 5 }]);
  });

  it('leaves alone a broadcaster that the application has created', () => {
    createBroadcaster({ maxConnections: 20_000 });
    expect(broadcastEvent(event)).toBe(0);
    initializeSSE();
    expect(configured()).toEqual([{ maxConnections: 20_000 }, {}]);
  });

  it('refuses what it does not know', () => {
    expect(() => initializeSSE({ timeout: 5 } as never)).toThrow('received timeout');
  });

  it('logs connections unless it is told not to', async () => {
    initializeSSE({ logger });
    await connectSSEClient('ann');
    expect(logger.debug).toHaveBeenCalledWith(expect.stringMatching(/client .* connected$/), {
      userId: 'ann',
      sessionId: undefined,
    });
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

  it('makes the events of its document', () => {
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
