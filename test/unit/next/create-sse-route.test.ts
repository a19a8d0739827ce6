import '../support/fake-native.js';
import { createBroadcaster } from 'ssecast';
import { createSSERoute } from 'ssecast/next';
import { fakeBinding, fakeLogger, fakeOf } from '../support/fake-native.js';

const logger = fakeLogger();
const request = (headers = {}) => new Request('http://a/api/sse', { headers });
const json = (response: Response) => response.json() as Promise<{ error: string }>;

describe('createSSERoute', () => {
  it('opens nothing before the first request, and then the default broadcaster', async () => {
    const { GET } = createSSERoute({ authorize: () => ({ userId: 'ann' }) });
    expect(fakeBinding.opened.size).toBe(0);
    jest.spyOn(console, 'debug').mockImplementation();
    const response = await GET(request({ 'Last-Event-ID': '5-1' }));
    expect(response.status).toBe(200);
    expect(fakeOf().admissions).toMatchObject([{ userId: 'ann', lastEventId: '5-1' }]);
    createBroadcaster({ logger });
  });

  it('asks authorize with the request and what Next gives besides', async () => {
    const authorize = jest.fn(async () => ({}));
    const live = createBroadcaster({ name: 'own' });
    const { GET } = createSSERoute({ authorize, broadcaster: live });
    const sent = request();
    const context = { params: Promise.resolve({ room: 'a' }) };
    await (GET as (request: Request, context: unknown) => Promise<Response>)(sent, context);
    expect(authorize).toHaveBeenCalledWith(sent, context);
    expect(live.clients()).toHaveLength(1);
  });

  it.each([undefined, null])('answers 401 where authorize answers %p', async (nothing) => {
    const response = await createSSERoute({ authorize: () => nothing }).GET(request());
    expect(response.status).toBe(401);
    expect((await json(response)).error).toContain('Not authorized');
  });

  it.each([false, true, '', 'ann', 0, [[]]])(
    'lets nobody in where authorize answers %p',
    async (given) => {
      const live = createBroadcaster({ name: 'wrong', logger });
      const { GET } = createSSERoute({ authorize: () => given as never, broadcaster: live });
      expect((await GET(request())).status).toBe(500);
      expect(live.clients()).toEqual([]);
      expect(logger.error).toHaveBeenLastCalledWith(
        expect.any(String),
        expect.objectContaining({ code: 'ERR_SSECAST_INVALID_IDENTITY' }),
      );
    },
  );

  it('passes on the response of authorize, with what caches have to know', async () => {
    const own = Response.redirect('http://a/login');
    const response = await createSSERoute({ authorize: async () => own }).GET(request());
    expect(response.status).toBe(302);
    expect(Object.fromEntries(response.headers)).toEqual({
      location: 'http://a/login',
      vary: 'Origin, Sec-Fetch-Site',
    });
    expect(own.headers.has('vary')).toBe(false);
  });

  it('adds to Vary, and replaces no header of the app', async () => {
    const { GET } = createSSERoute({
      authorize: () =>
        new Response('no', {
          status: 418,
          headers: { Vary: 'Cookie', 'Access-Control-Allow-Origin': 'https://own.example' },
        }),
      cors: { origins: ['https://app.example.com'] },
    });
    const response = await GET(request({ Origin: 'https://app.example.com' }));
    expect(response.status).toBe(418);
    expect(await response.text()).toBe('no');
    expect(response.headers.get('vary')).toBe('Cookie, Origin, Sec-Fetch-Site');
    expect(response.headers.get('access-control-allow-origin')).toBe('https://own.example');
  });

  it.each([
    [
      'throws',
      () => {
        throw new Error('database');
      },
    ],
    ['rejects', () => Promise.reject(new Error('database'))],
    ['answers nonsense', () => ({ userId: 5 as never })],
  ])('logs and answers 500 where authorize %s', async (_what, authorize) => {
    logger.error.mockClear();
    const response = await createSSERoute({ authorize }).GET(request());
    expect(response.status).toBe(500);
    expect((await json(response)).error).not.toContain('database');
    expect(logger.error).toHaveBeenCalledTimes(1);
  });

  it('leaves redirect() and its like to Next', async () => {
    const redirect = Object.assign(new Error('NEXT_REDIRECT'), { digest: 'NEXT_REDIRECT;/login' });
    const { GET } = createSSERoute({ authorize: () => Promise.reject(redirect) });
    await expect(GET(request())).rejects.toBe(redirect);
  });

  it('answers 503 when there are too many', async () => {
    const live = createBroadcaster({ name: 'full', maxConnections: 0 });
    const response = await createSSERoute({ authorize: () => ({}), broadcaster: live }).GET(
      request(),
    );
    expect(response.status).toBe(503);
    expect(response.headers.has('retry-after')).toBe(true);
  });

  it.each([{ channels: ['news'] }, { crossSite: 'yes' }, { trustProxy: 1 }, { cors: {} }])(
    'refuses the option %p',
    (options) => {
      expect(() => createSSERoute({ authorize: () => ({}), ...(options as object) })).toThrow(
        expect.objectContaining({ code: 'ERR_SSECAST_INVALID_OPTION' }),
      );
    },
  );

  it.each([undefined, {}, { authorize: 'yes' }])('refuses the options %p', (options) => {
    expect(() => createSSERoute(options as never)).toThrow(
      expect.objectContaining({
        code: 'ERR_SSECAST_INVALID_OPTION',
        message: expect.stringContaining('identityFromQuery'),
      }),
    );
  });
});
