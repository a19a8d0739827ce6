import '../support/fake-native.js';
import { createBroadcaster } from 'ssecast';
import { drainSSE, initializeSSE } from 'ssecast/manager';
import { fakeLogger, fakeOf } from '../support/fake-native.js';

const open = (name: string) => createBroadcaster({ name, logger: fakeLogger() });

describe('drain', () => {
  it('tells who got everything, and admits nobody any more', async () => {
    const live = open('all');
    await live.connect({ userId: 'ann' });
    await live.connect();
    expect(await live.drain()).toEqual({ clients: 2, flushed: 2, unflushed: 0, left: 0 });
    expect(fakeOf('all').drains).toEqual([10_000]);
    expect((await live.connect()).status).toBe(503);
    expect(live.publish('all', { event: 'a', data: 1 }).clients).toBe(0);
  });

  it('is joined by a second call, whatever its deadline', async () => {
    const live = open('joined');
    await live.connect();
    const reports = await Promise.all([live.drain({ deadline: 0 }), live.drain({ deadline: 9 })]);
    expect(reports).toEqual(Array(2).fill(expect.objectContaining({ clients: 1 })));
    expect((await createBroadcaster({ name: 'joined' }).drain()).clients).toBe(1);
    expect(fakeOf('joined').drains).toEqual([0]);
  });

  it('is ended by close: the next broadcaster of the name is drained by itself', async () => {
    const live = open('again');
    await live.drain();
    live.close();
    await expect(live.drain({ deadline: 5 })).resolves.toBeDefined();
    open('again');
    await expect(live.drain({ deadline: 7 })).resolves.toMatchObject({ clients: 0 });
    expect(fakeOf('again').drains).toEqual([7]);
  });

  it('rejects when the broadcaster is closed, and can be called again', async () => {
    const live = open('closed');
    live.close();
    for (let count = 0; count < 2; count++) {
      await expect(live.drain()).rejects.toMatchObject({ code: 'ERR_SSECAST_CLOSED' });
    }
  });

  it.each<[unknown, string]>([
    [{ deadline: '5s' }, 'Expected a number of milliseconds for deadline but received'],
    [
      { timeout: 5 },
      'Expected an option of ssecast but received timeout; the options are deadline',
    ],
    [5, 'Expected an object for options but received the number 5'],
    [null, 'Expected an object for options but received null'],
  ])('refuses %p', async (options, message) => {
    const live = open('refused');
    await expect(live.drain(options as never)).rejects.toMatchObject({
      code: 'ERR_SSECAST_INVALID_OPTION',
      message: expect.stringContaining(message),
    });
    expect(fakeOf('refused').drains).toEqual([]);
  });
});

describe('drainSSE', () => {
  it('drains the default broadcaster, and creates none', async () => {
    expect(await drainSSE()).toEqual({ clients: 0, flushed: 0, unflushed: 0, left: 0 });
    expect(() => fakeOf()).toThrow('no broadcaster');
    initializeSSE({ logger: fakeLogger() });
    await drainSSE({ deadline: 3 });
    expect(fakeOf().drains).toEqual([3]);
  });
});

describe('inspect', () => {
  it('lists what the workers know', async () => {
    const live = open('inspect');
    await live.connect({ userId: 'ann', channels: ['a'] });
    expect(await live.inspect()).toEqual([
      expect.objectContaining({ userId: 'ann', queuedBytes: 7, parked: false, idle: 5 }),
    ]);
  });
});
