import '../support/fake-native.js';
import { createBroadcaster } from 'ssecast';
import { createFastifyHandler, createSSEHandler, type NodeSSEHandlerOptions } from 'ssecast/node';
import { fakeBinding, fakeLogger, fakeOf } from '../support/fake-native.js';
import { serve, type TestServer } from '../support/http.js';

type Options = NodeSSEHandlerOptions<never, never>;

describe.each([
  ['createSSEHandler', createSSEHandler as unknown as (options: Options) => unknown],
  ['createFastifyHandler', createFastifyHandler as unknown as (options: Options) => unknown],
])('%s', (_name, create) => {
  const authorize = () => undefined;

  it.each<[unknown, string]>([
    [undefined, 'Expected a function for authorize but received undefined'],
    [{}, 'Expected a function for authorize but received undefined'],
    [
      { authorize: true },
      'authorize but received the boolean true. No client is let in by default',
    ],
    [{ authorize, channels: ['a'] }, 'for channels but received an array of 1'],
    [{ authorize, sessions: true }, 'for sessions but received the boolean true'],
    [{ authorize, cors: { origins: ['*'] } }, 'for cors.origins but received the string "*"'],
    [{ authorize, crossSite: 'no' }, "Expected 'refuse' or 'allow' for crossSite"],
    [{ authorize, trustProxy: 1 }, 'Expected a boolean for trustProxy'],
    [
      { authorize, broadcaster: 'default' },
      'Expected a broadcaster from createBroadcaster for broad',
    ],
  ])('refuses %p', (options, sentence) => {
    const call = () => create(options as Options);
    expect(call).toThrow(TypeError);
    expect(call).toThrow(sentence);
    expect(call).toThrow(expect.objectContaining({ code: 'ERR_SSECAST_INVALID_OPTION' }));
  });

  it('opens no broadcaster', () => {
    create({ authorize });
    expect(fakeBinding.opened.size).toBe(0);
  });
});

describe('a handler', () => {
  let app: TestServer;

  beforeAll(async () => {
    const handler = createSSEHandler({
      authorize: (request) => (request.headers.cookie ? { userId: request.headers.cookie } : null),
    });
    app = await serve(handler);
  });

  afterAll(() => app.close());

  const get = (headers: string) =>
    app.request(`GET /?lastEventId=5-1 HTTP/1.1\nHost: a\n${headers}`);

  it('opens the default broadcaster with the first request, and lets in authorised clients', async () => {
    expect(await get('Connection: close').ended).toMatch(/^HTTP\/1.1 401 .*"error":"Not auth/s);
    // Before `authorize` is asked: what is revoked meanwhile has to count.
    expect(fakeOf()).toMatchObject({ admissions: [], tickets: 1 });
    await get('Cookie: ann').ended;
    expect(fakeOf().admissions).toMatchObject([
      { userId: 'ann', lastEventId: '5-1', channels: [] },
    ]);
    createBroadcaster({ logger: fakeLogger() });
  });

  it('refuses channels where no option decides about them', async () => {
    const answer = await app.request(
      'GET /?channel=a HTTP/1.1\nHost: a\nCookie: ann\nConnection: close',
    ).ended;
    expect(answer).toMatch(/^HTTP\/1.1 403 .*no option `channels`.*"channel":"a"/s);
  });

  it('passes a refused admission on, with the headers of the route', async () => {
    fakeOf().maxConnections = 0;
    const answer = await get('Cookie: ann\nConnection: close').ended;
    expect(answer).toMatch(/^HTTP\/1.1 503 /);
    expect(answer).toMatch(/\r\nVary: Origin, Sec-Fetch-Site\r\n/);
    expect(answer).toMatch(/\r\nRetry-After: \d+\r\n/);
    fakeOf().maxConnections = 100;
  });

  it.each([
    ['a page of another site', 'Sec-Fetch-Site: cross-site', 403],
    ['a page of this one', 'Origin: http://a', 200],
    ['another scheme behind a proxy', 'Origin: https://a', 200],
  ])('answers %s', async (_name, header, status) => {
    const answer = await get(`Cookie: ann\nConnection: close\n${header}`).ended;
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  });
});
