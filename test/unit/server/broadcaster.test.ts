import '../support/fake-native.js';
import { type Broadcaster, createBroadcaster } from 'ssecast';
import { fakeOf } from '../support/fake-native.js';

const later = () => new Promise<void>((resolve) => setImmediate(() => setImmediate(resolve)));

async function open(live: Broadcaster, identity = {}): Promise<string> {
  await live.connect(identity);
  return live.clients().at(-1)?.id as string;
}

describe('a broadcaster', () => {
  it('is the same for the same name', async () => {
    const first = createBroadcaster({ name: 'same' });
    const id = await open(first, { userId: 'ann' });
    expect(createBroadcaster({ name: 'same' }).client(id)?.userId).toBe('ann');
    expect(createBroadcaster({ name: 'other' }).client(id)).toBeUndefined();
  });

  it('tells of its clients and their channels', async () => {
    const live = createBroadcaster({ name: 'clients' });
    const id = await open(live, { sessionId: 's', channels: ['a'], metadata: { tab: 1 } });
    expect(live.subscribe(id, 'b')).toBe(true);
    expect(live.unsubscribe(id, 'a')).toBe(true);
    expect(live.unsubscribe(id, 'a')).toBe(false);
    expect(live.client(id)).toMatchObject({ channels: ['session:s', 'b'], metadata: { tab: 1 } });
    expect(live.clientsIn('b')).toHaveLength(1);
    expect(live.clientsIn('a')).toEqual([]);
    expect(live.stats()).toMatchObject({ name: 'clients', connections: 1 });
  });

  it('answers false, 0 or nothing for a client that is not there', () => {
    const live = createBroadcaster({ name: 'nobody' });
    expect(live.subscribe('gone', 'a')).toBe(false);
    expect(live.unsubscribe('gone', 'a')).toBe(false);
    expect(live.client('gone')).toBeUndefined();
    expect(live.disconnect({ client: 'gone' })).toBe(0);
    expect(live.publish({ client: 'gone' }, { event: 'a', data: 1 }).clients).toBe(0);
  });

  it('disconnects whom the target means, as the server', async () => {
    const live = createBroadcaster({ name: 'disconnect' });
    await open(live, { userId: 'ann' });
    await open(live, { userId: 'bob' });
    expect(live.disconnect({ user: 'ann' })).toBe(1);
    expect(fakeOf('disconnect').disconnected).toEqual([{ keys: 'user:ann', reason: 'server' }]);
    expect(live.disconnect('all')).toBe(1);
    expect(() => live.disconnect({} as never)).toThrow('for target but received');
  });

  it('calls each listener once for a client that is gone, until it is taken off', async () => {
    const live = createBroadcaster({ name: 'listeners' });
    const told = jest.fn();
    const offs = [live.onDisconnect(told), live.onDisconnect(told)];
    const id = await open(live, { userId: 'ann' });
    live.disconnect('all');
    await later();
    expect(told.mock.calls).toEqual(
      Array(2).fill([expect.objectContaining({ id, userId: 'ann' }), 'server']),
    );
    for (const off of offs) off();
    await open(live);
    live.disconnect('all');
    await later();
    expect(told).toHaveBeenCalledTimes(2);
    expect(() => live.onDisconnect('no' as never)).toThrow('Expected a function for listener');
  });

  it('is without clients after close: publish throws and connect answers 503', async () => {
    const live = createBroadcaster({ name: 'closed' });
    const told = jest.fn();
    live.onDisconnect(told);
    await open(live);
    live.close();
    live.close();
    expect(() => live.publish('all', { event: 'a', data: 1 })).toThrow(
      expect.objectContaining({ code: 'ERR_SSECAST_CLOSED' }),
    );
    expect([live.clients(), live.disconnect('all'), live.stats().clients.total]).toEqual([
      [],
      0,
      0,
    ]);
    const response = await live.connect();
    expect(response.status).toBe(503);
    expect(await response.text()).toContain('shut down');
    await later();
    expect(told).toHaveBeenCalledWith(expect.anything(), 'shutdown');
    expect(createBroadcaster({ name: 'closed' }).clients()).toEqual([]);
  });
});
