import '../support/fake-native.js';
import { createServer } from 'node:http';
import { createBroadcaster } from 'ssecast';
import { createSSERoute } from 'ssecast/next';
import { createSSEHandler } from 'ssecast/node';
import { nearest } from '../../../lib/server/nearest.js';
import { fakeLogger } from '../support/fake-native.js';

const logger = fakeLogger();
const live = createBroadcaster({ name: 'own', logger });
afterEach(() => {
  live.disconnect('all');
  logger.error.mockClear();
});

const known = 'clientId, userId, sessionId, channels, metadata, expiresAt';
const misspelt: [identity: object, end: string][] = [
  [{ userId: 'ann', expireAt: 5 }, 'received expireAt; did you mean expiresAt?'],
  [{ chanels: ['a'] }, 'received chanels; did you mean channels?'],
  [{ user: 'ann' }, 'received user; did you mean userId?'],
  [{ session: 's' }, 'received session; did you mean sessionId?'],
  [{ meta: {} }, 'received meta; did you mean metadata?'],
  [
    { userId: 'ann', role: 'admin' },
    'received role; other properties of a client belong in metadata',
  ],
];

/** What the logger was told. */
const told = () => (logger.error.mock.calls[0]?.[1] as Error | undefined)?.message;
const sentence = (end: string) => `Expected an identity with the keys ${known} but ${end}`;

describe('a misspelt identity lets nobody in', () => {
  it.each(misspelt)('%p of the authorize of a route', async (identity, end) => {
    const { GET, POST } = createSSERoute({ broadcaster: live, authorize: () => identity });
    for (const answer of [GET, POST]) {
      logger.error.mockClear();
      const body = answer === POST ? '{}' : undefined;
      const method = answer === POST ? 'POST' : 'GET';
      const response = await answer(new Request('http://a/api/sse', { method, body }));
      expect(response.status).toBe(500);
      expect(told()).toBe(sentence(end));
    }
    expect(live.clients()).toEqual([]);
  });

  it('of the authorize of a handler', async () => {
    const authorize = () => ({ userId: 'ann', expireAt: 5 }) as object;
    const server = createServer(createSSEHandler({ broadcaster: live, authorize }));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    expect((await fetch(`http://127.0.0.1:${port}`)).status).toBe(500);
    expect(told()).toBe(sentence('received expireAt; did you mean expiresAt?'));
    server.closeAllConnections();
    server.close();
    expect(live.clients()).toEqual([]);
  });

  it.each(misspelt)('%p of connect and accept', async (identity, end) => {
    const error = { code: 'ERR_SSECAST_INVALID_IDENTITY', message: sentence(end) };
    await expect(live.connect(identity)).rejects.toMatchObject(error);
    const response = { headersSent: false, destroyed: false, socket: {}, setHeader: () => 0 };
    const request = { method: 'GET', headers: {}, url: '/' };
    const call = () => live.accept(request as never, response as never, identity);
    expect(call).toThrow(expect.objectContaining(error));
    expect(live.clients()).toEqual([]);
  });

  it('nor does a ticket of the authorize own, which is not its business', async () => {
    const authorize = () => ({ userId: 'ann', ticket: 1 }) as object;
    const { GET } = createSSERoute({ broadcaster: live, authorize });
    expect((await GET(new Request('http://a/api/sse'))).status).toBe(500);
  });
});

it.each([
  ['Expires', 'expiresAt'],
  ['user_id', 'userId'],
  ['client', 'clientId'],
  ['id', undefined],
  ['an unreasonably long word that no option could ever be called by', undefined],
])('the known word near %p is %p', (word, meant) => {
  expect(nearest(word, known.split(', '))).toBe(meant);
});
