import '../support/fake-native.js';
import { createBroadcaster } from 'ssecast';
import { createSSERoute } from 'ssecast/next';
import { fakeLogger } from '../support/fake-native.js';

const listed = 'https://app.example.com';
const cors = { origins: [listed] };
const from = (origin?: string) =>
  new Request('http://a/api/sse', { headers: origin === undefined ? {} : { origin } });

describe('CORS', () => {
  beforeAll(() => {
    createBroadcaster({ logger: fakeLogger() });
  });

  it('allows no other origin by default', async () => {
    const { GET, OPTIONS } = createSSERoute({ authorize: () => ({}) });
    for (const response of [await GET(from(listed)), await OPTIONS(from(listed))]) {
      expect(response.headers.has('access-control-allow-origin')).toBe(false);
      expect(response.headers.get('vary')).toBe('Origin, Sec-Fetch-Site');
    }
  });

  it('says nothing of origins where neither they nor sites matter', async () => {
    const { GET } = createSSERoute({ authorize: () => ({}), crossSite: 'allow' });
    expect((await GET(from(listed))).headers.has('vary')).toBe(false);
  });

  it('names the origin that is listed, on every answer', async () => {
    for (const identity of [{}, undefined, { userId: 5 as never }]) {
      const { GET, POST } = createSSERoute({ authorize: () => identity, cors });
      for (const response of [await GET(from(listed)), await POST(from(listed))]) {
        expect(response.headers.get('access-control-allow-origin')).toBe(listed);
        expect(response.headers.get('vary')).toBe('Origin, Sec-Fetch-Site');
        expect(response.headers.has('access-control-allow-credentials')).toBe(false);
      }
    }
  });

  it.each([undefined, 'https://evil.example', 'null', `${listed}.evil.example`])(
    'says nothing to the origin %p but that answers vary',
    async (origin) => {
      const { GET, OPTIONS } = createSSERoute({ authorize: () => ({}), cors });
      for (const response of [await GET(from(origin)), await OPTIONS(from(origin))]) {
        expect(response.headers.has('access-control-allow-origin')).toBe(false);
        expect(response.headers.has('access-control-allow-headers')).toBe(false);
        expect(response.headers.get('vary')).toBe('Origin, Sec-Fetch-Site');
      }
    },
  );

  it('answers the preflight, with credentials where the app wants them', async () => {
    const { OPTIONS } = createSSERoute({
      authorize: () => ({}),
      cors: { ...cors, credentials: true },
    });
    const response = await OPTIONS(from(listed));
    expect(response.status).toBe(204);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'access-control-allow-origin': listed,
      'access-control-allow-credentials': 'true',
      'access-control-allow-methods': 'GET, HEAD, POST',
      'access-control-allow-headers': expect.stringContaining('Last-Event-ID'),
      allow: 'GET, HEAD, POST, OPTIONS',
    });
  });

  it.each(['*', 'app.example.com', 'https://a.example/', 'https://a.example/path', 5])(
    'refuses the origin %p',
    (origin) => {
      const options = { authorize: () => ({}), cors: { origins: [origin as string] } };
      expect(() => createSSERoute(options)).toThrow(
        expect.objectContaining({ code: 'ERR_SSECAST_INVALID_OPTION' }),
      );
    },
  );

  it.each([listed, undefined])('refuses the list %p', (origins) => {
    const options = { authorize: () => ({}), cors: { origins: origins as never } };
    expect(() => createSSERoute(options)).toThrow('Expected an array of origins');
  });
});
