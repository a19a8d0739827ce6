import '../support/fake-native.js';
import { createBroadcaster, type Identity } from 'ssecast';
import { createSSERoute, type SSERouteOptions } from 'ssecast/next';
import { fakeLogger, fakeOf } from '../support/fake-native.js';

const logger = fakeLogger();
const live = createBroadcaster({ logger });
const fake = fakeOf();
const identity: Identity = { userId: 'ann', sessionId: 'own' };
const route = (options: Partial<SSERouteOptions>) =>
  createSSERoute({ authorize: () => identity, ...options });
const get = (names: readonly string[]) =>
  new Request(`http://a/api/sse?${new URLSearchParams(names.map((name) => ['channel', name]))}`);
const post = (body: object) =>
  new Request('http://a/api/sse', { method: 'POST', body: JSON.stringify(body) });

beforeEach(() => {
  live.disconnect('all');
  logger.error.mockClear();
});

describe('sessions asked for at connection', () => {
  it('asks the app for each, by its id, and the option channels for the others', async () => {
    const sessions = jest.fn(async () => true);
    const channels = jest.fn(() => true);
    const request = get(['session:a', 'news', 'session:b:c', 'session:own']);
    expect((await route({ sessions, channels }).GET(request)).status).toBe(200);
    expect(sessions.mock.calls).toEqual([
      ['a', identity, request],
      ['b:c', identity, request],
    ]);
    expect(channels.mock.calls).toEqual([['news', identity, request]]);
    expect(fake.admissions.at(-1)?.channels).toEqual(['session:a', 'news', 'session:b:c']);
  });

  it('needs no option channels', async () => {
    expect((await route({ sessions: () => true }).GET(get(['session:a']))).status).toBe(200);
  });

  it.each<[string, string[], Partial<SSERouteOptions>, string, string]>([
    [
      'any without the option, whatever channels says',
      ['session:a'],
      { channels: () => true },
      'session:a',
      'no option `sessions`',
    ],
    ['false', ['session:a'], { sessions: () => false }, 'session:a', 'Not authorized'],
    ['what is not true', ['session:a'], { sessions: () => 1 as never }, 'session:a', 'Not auth'],
    [
      'what is not true, later',
      ['session:a'],
      { sessions: async () => 'yes' as never },
      'session:a',
      'Not authorized',
    ],
    [
      'all for one',
      ['session:a', 'session:b'],
      { sessions: (id) => id === 'a' },
      'session:b',
      'Not authorized',
    ],
    ['the session without an id', ['session:'], { sessions: () => true }, 'session:', 'belongs to'],
    ['users', ['user:bob'], { sessions: () => true }, 'user:bob', 'belongs to'],
    ['other channels', ['session:a', 'b'], { sessions: () => true }, 'b', 'no option `channels`'],
  ])('refuses %s', async (_what, names, options, channel, sentence) => {
    const before = fake.admissions.length;
    const response = await route(options).GET(get(names));
    expect(response.status).toBe(403);
    const body = (await response.json()) as { error: string; channel: string };
    expect(body.channel).toBe(channel);
    expect(body.error).toContain(sentence);
    expect(fake.admissions).toHaveLength(before);
  });

  it('asks no app about anything where one name cannot be had', async () => {
    const sessions = jest.fn(() => true);
    await route({ sessions }).GET(get(['session:a', 'user:bob']));
    await route({ sessions }).GET(get(['session:a', 'news']));
    expect(sessions).not.toHaveBeenCalled();
  });

  it.each([
    [
      'throws',
      () => {
        throw new Error('database');
      },
    ],
    ['rejects', () => Promise.reject(new Error('database'))],
  ])('logs and answers 500 where the app %s', async (_what, sessions) => {
    const response = await route({ sessions }).GET(get(['session:a']));
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain('database');
    expect(logger.error).toHaveBeenCalledTimes(1);
  });
});

describe('sessions joined and left by POST', () => {
  const readable = new Set<string>();
  const { GET, POST } = route({ sessions: (id) => readable.has(id) });
  const open = async (): Promise<string> => {
    await GET(new Request('http://a/api/sse'));
    return live.clients().at(-1)?.id ?? '';
  };
  const read = (clientId: string) => live.client(clientId)?.channels;

  beforeEach(() => {
    readable.clear();
    readable.add('a').add('b');
  });

  it('joins and leaves without a new connection', async () => {
    const clientId = await open();
    const before = fake.admissions.length;
    const joined = await POST(post({ clientId, join: ['session:a', 'session:b'] }));
    expect(joined.status).toBe(200);
    expect(await joined.json()).toMatchObject({ joined: ['session:a', 'session:b'], left: [] });
    expect(read(clientId)).toEqual(['user:ann', 'session:own', 'session:a', 'session:b']);
    await POST(post({ clientId, leave: ['session:a'] }));
    expect(read(clientId)).toEqual(['user:ann', 'session:own', 'session:b']);
    expect(fake.admissions).toHaveLength(before);
  });

  it('changes nothing where one is refused', async () => {
    const clientId = await open();
    const before = read(clientId);
    const body = { clientId, join: ['session:a', 'session:c'], leave: ['session:own'] };
    const response = await POST(post(body));
    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({ channel: 'session:c' });
    expect(read(clientId)).toEqual(before);
  });

  it('lets leave who may not read any more', async () => {
    const clientId = await open();
    await POST(post({ clientId, join: ['session:a'] }));
    readable.clear();
    expect((await POST(post({ clientId, join: ['session:a'] }))).status).toBe(403);
    expect((await POST(post({ clientId, leave: ['session:a'] }))).status).toBe(200);
    expect(read(clientId)).toEqual(['user:ann', 'session:own']);
  });

  it('without the option neither joins nor leaves', async () => {
    const clientId = await open();
    const { POST } = route({ channels: () => true });
    expect((await POST(post({ clientId, join: ['session:a'] }))).status).toBe(403);
    expect((await POST(post({ clientId, leave: ['session:a'] }))).status).toBe(403);
  });
});

it.each([['session'], [true], [{}], [null]])('refuses %p as option', (sessions) => {
  expect(() => route({ sessions: sessions as never })).toThrow(
    expect.objectContaining({
      code: 'ERR_SSECAST_INVALID_OPTION',
      message: expect.stringContaining('for sessions but received'),
    }),
  );
});
