import '../support/fake-native.js';
import { defineLive, typed } from 'ssecast';
import { z } from 'zod';
import { fakeLogger, fakeOf } from '../support/fake-native.js';
import { allowAll, fake, get, live, logger, post } from './support.js';

const identity = { userId: 'ann', metadata: { name: 'Ann' } };
const authorize = async (_request: Request) => identity;

describe('a rule', () => {
  it('is asked with the parameters, the identity and the request', async () => {
    const seat = jest.fn(() => true);
    const { GET } = live.route({
      authorize,
      allow: { ...allowAll, 'room:[id]:seat:[seat]': seat },
    });
    const request = get('orders', 'room:5:seat:7');
    expect((await GET(request)).status).toBe(200);
    expect(seat.mock.calls).toEqual([[{ id: '5', seat: '7' }, identity, request]]);
    expect(fake.admissions.at(-1)?.channels).toEqual(['orders', 'room:5:seat:7']);
  });

  it('without parameters comes before one with', async () => {
    const { GET } = live.route({ authorize, allow: { ...allowAll, 'room:[id]': false } });
    expect((await GET(get('room:lobby'))).status).toBe(200);
    expect((await GET(get('room:5'))).status).toBe(403);
  });

  it.each([
    ['false', false],
    ['a function that says no', () => false],
    ['what is not true', async () => 'yes' as never],
  ])('%s refuses with the name of the channel', async (_what, rule) => {
    const { GET } = live.route({ authorize, allow: { ...allowAll, orders: rule } });
    const response = await GET(get('room:5', 'orders'));
    expect([response.status, await response.text()]).toEqual([
      403,
      expect.stringContaining('orders'),
    ]);
  });

  it.each([
    [
      'throws',
      () => {
        throw new Error('on purpose');
      },
    ],
    ['rejects', () => Promise.reject(new Error('on purpose'))],
  ])('that %s lets no client in, and is logged', async (_what, rule) => {
    const { GET } = live.route({ authorize, allow: { ...allowAll, orders: rule } });
    const before = fake.admissions.length;
    const response = await GET(get('orders'));
    expect([response.status, fake.admissions.length]).toEqual([500, before]);
    expect(await response.text()).not.toContain('on purpose');
    expect(logger.error).toHaveBeenCalledTimes(1);
  });

  it.each([
    ['of no channel of the definition', 'weather'],
    ['with an empty parameter', 'room:'],
    ['with a colon in a parameter', 'room:5:6'],
    ['of a pattern', 'room:[id]'],
    ['of the own kind of another user', 'user:bob'],
    ['of a session', 'session:b'],
  ])('a name %s is refused', async (_what, channel) => {
    const { GET, POST } = live.route({ authorize, allow: allowAll });
    const response = await GET(get(channel));
    expect([response.status, await response.text()]).toEqual([
      403,
      expect.stringContaining(channel),
    ]);
    await GET(get());
    const clientId = live.clients()[0]?.id;
    expect((await POST(post({ clientId, join: [channel] }))).status).toBe(403);
  });

  it('is asked by POST, too', async () => {
    const room = jest.fn(({ id }: { id: string }) => id === '5');
    const { GET, POST } = live.route({ authorize, allow: { ...allowAll, 'room:[id]': room } });
    await GET(get());
    const clientId = live.clients()[0]?.id;
    expect((await POST(post({ clientId, join: ['room:5'] }))).status).toBe(200);
    expect((await POST(post({ clientId, join: ['room:6'] }))).status).toBe(403);
    expect(live.channel('room:5').clients()).toHaveLength(1);
  });
});

it.each([
  ['no rule', { ...allowAll, orders: undefined }, 'true, false or a function for orders'],
  [
    'a missing rule',
    { orders: true, 'room:lobby': true, 'room:[id]': true },
    'received none for room:[id]:seat:[seat]',
  ],
  [
    'a rule for no channel',
    { ...allowAll, order: true },
    'received one for the string "order"; did you mean orders?',
  ],
  ['a rule that is none', { ...allowAll, orders: 'yes' }, 'true, false or a function for orders'],
  ['no rules', undefined, 'received none for orders'],
  ['a list', ['orders'], 'an object of rules by channel'],
])('%s is an error when the route is made', (_what, allow, message) => {
  expect(() => live.route({ authorize, allow } as never)).toThrow(
    expect.objectContaining({
      code: 'ERR_SSECAST_INVALID_OPTION',
      message: expect.stringContaining(message),
    }),
  );
});

it('needs authorize', () => {
  expect(() => live.route(undefined as never)).toThrow(/a function for authorize/);
});

describe('channels that authorize returns', () => {
  const routeWith = (channels: string[]) =>
    live.route({
      authorize: () => ({ ...identity, channels }),
      allow: { ...allowAll, orders: false },
    });

  it('are read without asking the rules', async () => {
    expect((await routeWith(['orders', 'room:5']).GET(get())).status).toBe(200);
    expect(live.channel('orders').clients()).toHaveLength(1);
  });

  it('have to be in the definition', async () => {
    expect((await routeWith(['order']).GET(get())).status).toBe(500);
    expect(String(logger.error.mock.calls[0]?.[1])).toContain('did you mean orders?');
  });
});

describe('metadata with a schema', () => {
  const errors = fakeLogger();
  const named = defineLive(
    { orders: { order: typed<string>() } },
    { name: 'named', logger: errors, metadata: z.object({ name: z.string().trim() }) },
  );
  const routeWith = (metadata: unknown) =>
    named.route({
      authorize: () =>
        ({ userId: 'ann', metadata }) as { userId: string; metadata: { name: string } },
      allow: { orders: true },
    });

  it('is what the schema makes of it', async () => {
    expect((await routeWith({ name: ' Ann ' }).GET(get())).status).toBe(200);
    expect(fakeOf('named').admissions.at(-1)?.metadata).toBe('{"name":"Ann"}');
  });

  it.each([[undefined], [{ name: 5 }], ['Ann']])(
    '%j: no client, and the log says why',
    async (metadata) => {
      errors.error.mockClear();
      expect((await routeWith(metadata).GET(get())).status).toBe(500);
      expect(String(errors.error.mock.calls[0]?.[1])).toMatch(
        /metadata from authorize.*The client is not admitted\./,
      );
    },
  );

  it('is asked of an identity that is an instance of a class, too', async () => {
    class Member {
      userId = 'ann';
      metadata = { name: 5 as unknown as string };
    }
    const { GET } = named.route({ authorize: () => new Member(), allow: { orders: true } });
    expect((await GET(get())).status).toBe(500);
  });

  it('leaves an identity its getters, for the client and for the rules', async () => {
    class Member {
      readonly #id = 'ann';
      readonly metadata = { name: ' Ann ' };
      get userId() {
        return this.#id;
      }
      get sessionId() {
        return 'tab';
      }
    }
    const rule = jest.fn(() => true);
    const { GET } = named.route({ authorize: () => new Member(), allow: { orders: rule } });
    expect((await GET(get('orders'))).status).toBe(200);
    expect(fakeOf('named').admissions.at(-1)).toMatchObject({
      userId: 'ann',
      sessionId: 'tab',
      metadata: '{"name":"Ann"}',
    });
    const who = { userId: 'ann', sessionId: 'tab', metadata: { name: 'Ann' } };
    expect(rule.mock.calls).toEqual([[{}, expect.objectContaining(who), expect.anything()]]);
  });

  it('leaves an identity its unknown keys, which are refused', async () => {
    const authorize = () => ({ userId: 'ann', metadata: { name: 'Ann' }, expireAt: 5 });
    const { GET } = named.route({ authorize: authorize as never, allow: { orders: true } });
    expect((await GET(get())).status).toBe(500);
  });

  it('is not asked of a request that authorize refuses or answers', async () => {
    const route = (answer: Response | null) =>
      named.route({ authorize: () => answer, allow: { orders: true } });
    expect((await route(null).GET(get())).status).toBe(401);
    expect((await route(new Response('', { status: 418 })).GET(get())).status).toBe(418);
  });
});

it('takes the names of channels from the rules where the definition has types alone', async () => {
  const plain = defineLive<{ 'room:[id]': { message: string } }>(undefined, { name: 'rules' });
  const { GET } = plain.route({ authorize, allow: { 'room:[id]': ({ id }) => id === '5' } });
  expect((await GET(get('room:5'))).status).toBe(200);
  expect((await GET(get('room:6'))).status).toBe(403);
  expect((await GET(get('rooms'))).status).toBe(403);
});
