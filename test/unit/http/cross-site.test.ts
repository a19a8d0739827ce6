import '../support/fake-native.js';
import { createBroadcaster } from 'ssecast';
import { createDebugRoute, createSSERoute } from 'ssecast/next';
import { fakeLogger, fakeOf } from '../support/fake-native.js';

const listed = 'https://app.example.com';
const evil = 'https://evil.example';
createBroadcaster({ logger: fakeLogger() });

/** What the page was, as the browser tells it: Origin, Sec-Fetch-Site. */
const sent = (origin?: string, site?: string, more: Record<string, string> = {}) => ({
  host: 'own.example',
  ...(origin === undefined ? {} : { origin }),
  ...(site === undefined ? {} : { 'sec-fetch-site': site }),
  ...more,
});

describe('requests from pages of other sites', () => {
  const authorize = jest.fn(() => null);
  const route = createSSERoute({ authorize, cors: { origins: [listed] } });
  const trusting = createSSERoute({ authorize, trustProxy: true });
  const debug = createDebugRoute({ authorize, cors: { origins: [listed] } });

  /** The statuses of GET, HEAD and POST and of the listing, which are all alike. */
  async function ask(headers: Record<string, string>, { GET, POST } = route): Promise<number> {
    authorize.mockClear();
    const request = (method: string) =>
      new Request('http://0.0.0.0:3000/api/sse', { headers, method });
    const all = [
      await GET(request('GET')),
      await GET(request('HEAD')),
      await POST(request('POST')),
      await (GET === route.GET ? debug.GET : GET)(request('GET')),
    ];
    const statuses = new Set(all.map((response) => response.status));
    expect(statuses.size).toBe(1);
    const [status = 0] = statuses;
    // 401 is what this authorize makes of everything; a refused page must not reach it.
    expect(authorize).toHaveBeenCalledTimes(status === 403 ? 0 : 4);
    for (const { headers } of all) expect(headers.get('vary')).toBe('Origin, Sec-Fetch-Site');
    return status;
  }

  it.each([
    ['curl', sent()],
    ['the app itself', sent(undefined, 'same-origin')],
    ['the app itself, with an origin that a proxy made strange', sent(evil, 'same-origin')],
    ['a sandboxed frame that the browser vouches for', sent('null', 'same-origin')],
    ['the address bar', sent(undefined, 'none')],
    ['a listed origin', sent(listed, 'cross-site')],
    ['a listed origin of the same site', sent(listed, 'same-site')],
    ['a listed origin in an old browser', sent(listed)],
    ['the app itself in an old browser', sent('http://own.example')],
    ['the app itself, whose TLS ends elsewhere', sent('https://own.example')],
    [
      'the same with the port said',
      sent('https://own.example', undefined, { host: 'own.example:443' }),
    ],
    ['the app on a port', sent('http://own.example:3000', undefined, { host: 'own.example:3000' })],
    ['the app in capitals', sent('https://own.example', undefined, { host: 'OWN.example' })],
  ])('lets in %s', async (_who, headers) => {
    expect(await ask(headers)).toBe(401);
  });

  it.each([
    ['another site', sent(evil, 'cross-site')],
    ['another site that says no origin', sent(undefined, 'cross-site')],
    ['a sibling', sent('https://blog.own.example', 'same-site')],
    ['a sibling that says no origin', sent(undefined, 'same-site')],
    ['its own origin, but the browser says otherwise', sent('https://own.example', 'cross-site')],
    ['a value that no browser sends', sent(undefined, 'same-origin, cross-site')],
    ['another site in an old browser', sent(evil)],
    ['no origin', sent('null', 'cross-site')],
    ['no origin, in an old browser', sent('null')],
    ['another port', sent('http://own.example:81')],
    ['a longer name', sent('https://own.example.evil.example')],
    ['a longer listed name', sent(`${listed}.evil.example`, 'cross-site')],
    ['two origins', sent(`${listed}, ${evil}`)],
    ['an extension', sent('chrome-extension://own.example')],
    ['nonsense', sent('own.example')],
    ['a request without Host', sent('https://own.example', undefined, { host: '' })],
    [
      'a proxy that nobody trusts',
      sent(evil, undefined, { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https' }),
    ],
  ])('refuses %s', async (_who, headers) => {
    expect(await ask(headers)).toBe(403);
  });

  it.each([
    ['https://public.example', 401],
    ['http://public.example', 403],
    ['https://own.example', 403],
    [evil, 403],
  ])('takes the origin from a proxy that is trusted: %s → %d', async (origin, status) => {
    const proxied = { 'x-forwarded-host': 'public.example, inner', 'x-forwarded-proto': 'https' };
    expect(await ask(sent(origin, undefined, proxied), trusting)).toBe(status);
  });

  it('takes Host where the trusted proxy says nothing', async () => {
    expect(await ask(sent('https://own.example'), trusting)).toBe(401);
    expect(await ask(sent(evil), trusting)).toBe(403);
  });

  it('answers with a sentence that repeats nothing', async () => {
    const response = await route.GET(
      new Request('http://a', { headers: sent(evil, 'cross-site') }),
    );
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.has('access-control-allow-origin')).toBe(false);
    const text = await response.text();
    expect(JSON.parse(text).error).toContain('cors.origins');
    expect(text).not.toContain('evil');
    expect(JSON.stringify([...response.headers])).not.toContain('evil');
  });

  it('opens nothing for them, and can be switched off', async () => {
    const request = () => new Request('http://a', { headers: sent(evil, 'cross-site') });
    const before = fakeOf().admissions.length;
    expect((await createSSERoute({ authorize: () => ({}) }).GET(request())).status).toBe(403);
    expect(fakeOf().admissions).toHaveLength(before);
    const open = createSSERoute({ authorize: () => ({}), crossSite: 'allow' });
    const response = await open.GET(request());
    expect(response.status).toBe(200);
    expect(response.headers.has('access-control-allow-origin')).toBe(false);
    expect(fakeOf().admissions).toHaveLength(before + 1);
  });
});
