import '../support/fake-native.js';
import { type ClientInfo, createBroadcaster } from 'ssecast';
import { findBroadcaster } from 'ssecast/native';
import { createSSERoute } from 'ssecast/next';
import { fakeLogger } from '../support/fake-native.js';

const logger = fakeLogger();
const live = createBroadcaster({ name: 'heard', logger });
const later = () => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
const routes = () => findBroadcaster('heard')?.routes.size;

describe('onConnect', () => {
  const heard: string[] = [];
  const hear = (client: ClientInfo) => void heard.push(`${client.userId} came`);
  afterEach(async () => {
    live.disconnect('all');
    await later();
    heard.length = 0;
    logger.error.mockClear();
  });

  it('is told after the call that connects, and before the end', async () => {
    const offs = [
      live.onConnect(hear),
      live.onDisconnect(({ userId }) => void heard.push(`${userId} went`)),
    ];
    const connected = live.connect({ userId: 'ann' });
    expect(heard).toEqual([]);
    await connected;
    live.disconnect('all');
    await later();
    expect(heard).toEqual(['ann came', 'ann went']);
    for (const off of offs) off();
    await live.connect({ userId: 'ann' });
    await later();
    expect(heard).toHaveLength(2);
  });

  it('hears of clients of every copy of the modules', async () => {
    const off = live.onConnect(hear);
    let copy: typeof import('ssecast') | undefined;
    jest.isolateModules(() => {
      copy = require('ssecast');
    });
    expect(copy?.createBroadcaster).not.toBe(createBroadcaster);
    await copy?.createBroadcaster({ name: 'heard' }).connect({ userId: 'bob' });
    await later();
    expect(heard).toEqual(['bob came']);
    off();
  });

  it('reports what listeners throw, and goes on', async () => {
    const error = new Error('on purpose');
    const offs = [
      live.onConnect(() => {
        throw error;
      }),
      live.onConnect(() => Promise.reject(error)),
      live.onConnect(hear),
    ];
    await live.connect({ userId: 'ann' });
    await later();
    expect(heard).toEqual(['ann came']);
    expect(logger.error.mock.calls).toEqual([
      ['ssecast: a listener of onConnect failed', error],
      ['ssecast: a listener of onConnect failed', error],
    ]);
    for (const off of offs) off();
  });

  it('refuses what is no function, and more than a thousand', () => {
    expect(() => live.onConnect('no' as never)).toThrow('Expected a function for listener');
    for (const on of ['onConnect', 'onDisconnect'] as const) {
      const offs = Array.from({ length: 1_000 }, () => live[on](() => undefined));
      expect(() => live[on](() => undefined)).toThrow(
        expect.objectContaining({ code: 'ERR_SSECAST_TOO_MANY_LISTENERS' }),
      );
      for (const off of offs) off();
      live[on](() => undefined)();
    }
  });

  it('of a route: is known only while one of its clients is there', async () => {
    const options = { broadcaster: live, authorize: () => ({ userId: 'ann' }) };
    const { GET } = createSSERoute({ ...options, onConnect: hear });
    const { GET: silent } = createSSERoute(options);
    const ask = () => new Request('http://a/api/sse');
    expect(routes()).toBe(0);
    await GET(ask());
    await GET(ask());
    await silent(ask());
    await later();
    expect(heard).toEqual(['ann came', 'ann came']);
    expect(routes()).toBe(1);
    live.disconnect('all');
    await later();
    expect(routes()).toBe(0);
    expect(() => createSSERoute({ ...options, onDisconnect: 5 as never })).toThrow(
      'Expected a function for onDisconnect but received the number 5',
    );
  });

  it('of a route: not of what its authorize opens besides', async () => {
    const { GET } = createSSERoute({
      broadcaster: live,
      onConnect: hear,
      async authorize() {
        await live.connect({ userId: 'besides' });
        return { userId: 'ann' };
      },
    });
    await GET(new Request('http://a/api/sse'));
    await later();
    expect(heard).toEqual(['ann came']);
  });
});
