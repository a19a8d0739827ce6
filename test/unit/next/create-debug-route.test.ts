import '../support/fake-native.js';
import { createBroadcaster } from 'ssecast';
import { createDebugRoute, type DebugBroadcaster } from 'ssecast/next';
import { fakeLogger } from '../support/fake-native.js';

const logger = fakeLogger();
createBroadcaster({ name: 'watched', logger });

const stats = { name: 'watched', published: 7 } as never;
const clients = [{ id: 'c1', userId: 'ann', cursor: '5-1', queuedBytes: 3, parked: true }] as never;
const watched: DebugBroadcaster = {
  name: 'watched',
  stats: jest.fn(() => stats),
  inspect: jest.fn(async () => clients),
};
const request = new Request('http://a/debug');

describe('createDebugRoute', () => {
  beforeEach(() => jest.clearAllMocks());

  it('lists the clients to who may see them', async () => {
    const authorize = jest.fn(async () => true);
    const { GET } = createDebugRoute({ authorize, broadcaster: watched });
    const context = { params: Promise.resolve({}) };
    const response = await (GET as (...all: unknown[]) => Promise<Response>)(request, context);
    expect(authorize).toHaveBeenCalledWith(request, context);
    expect(response.status).toBe(200);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('vary')).toBe('Origin, Sec-Fetch-Site');
    expect(await response.json()).toEqual({ stats, clients });
  });

  it.each([false, null, undefined])('answers 401 where authorize answers %p', async (answer) => {
    const { GET } = createDebugRoute({ authorize: () => answer, broadcaster: watched });
    expect((await GET(request)).status).toBe(401);
    expect(watched.inspect).not.toHaveBeenCalled();
  });

  it('passes on a response', async () => {
    const authorize = () => new Response(null, { status: 404 });
    const { GET } = createDebugRoute({ authorize, broadcaster: watched });
    expect((await GET(request)).status).toBe(404);
  });

  it.each([[{ userId: 'ann' }], ['yes'], [1]])(
    'shows nothing to %p, and logs why',
    async (answer) => {
      const { GET } = createDebugRoute({ authorize: () => answer as never, broadcaster: watched });
      expect((await GET(request)).status).toBe(500);
      expect(String(logger.error.mock.calls[0]?.[1])).toContain(
        'Expected true, false or a Response',
      );
      expect(watched.inspect).not.toHaveBeenCalled();
    },
  );

  it('answers 500 where the listing fails', async () => {
    const inspect = () => Promise.reject(new Error('secret'));
    const { GET } = createDebugRoute({
      authorize: () => true,
      broadcaster: { ...watched, inspect },
    });
    const response = await GET(request);
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain('secret');
  });

  it.each([undefined, {}, { authorize: true }])('refuses the options %p', (options) => {
    expect(() => createDebugRoute(options as never)).toThrow(
      expect.objectContaining({ code: 'ERR_SSECAST_INVALID_OPTION' }),
    );
  });
});
