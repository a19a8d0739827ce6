import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { connect, createServer as createHttp2Server } from 'node:http2';
import type { AddressInfo } from 'node:net';
import '../support/fake-native.js';
import { type RefuseCrossSiteOptions, refuseCrossSite } from 'ssecast/node';
import { serve, type TestServer } from '../support/http.js';

const origins = ['https://app.example.com'];

describe('refuseCrossSite', () => {
  let app: TestServer;
  let vary: string | string[] | undefined;
  let options: RefuseCrossSiteOptions | undefined;

  beforeAll(async () => {
    app = await serve((request, response) => {
      if (vary !== undefined) response.setHeader('Vary', vary);
      if (!refuseCrossSite(request, response, options)) response.end('let in');
    });
  });

  beforeEach(() => {
    vary = undefined;
    options = { origins };
  });

  afterAll(() => app.close());

  const ask = async (headers: string) =>
    app.request(`GET / HTTP/1.1\nHost: own.example\nConnection: close\n${headers}`).ended;

  it.each([
    '',
    'Sec-Fetch-Site: same-origin',
    'Origin: http://own.example',
    'Origin: https://app.example.com\nSec-Fetch-Site: cross-site',
  ])('lets in %p', async (headers) => {
    const answer = await ask(headers);
    expect(answer).toContain('let in');
    expect(answer).toContain('Vary: Origin, Sec-Fetch-Site\r\n');
    expect(answer).not.toContain('Access-Control');
  });

  it.each([
    'Origin: https://evil.example',
    'Origin: null',
    'Origin: https://evil.example\nSec-Fetch-Site: cross-site',
    'Sec-Fetch-Site: same-site',
    'Origin: https://app.example.com\nOrigin: https://evil.example',
    'Origin: https://evil.example\nX-Forwarded-Host: evil.example',
  ])('answers %p itself', async (headers) => {
    const answer = await ask(headers);
    expect(answer).toContain('HTTP/1.1 403');
    expect(answer).toContain('Vary: Origin, Sec-Fetch-Site\r\n');
    expect(answer).toContain('"error":"Pages of another site');
    expect(answer).not.toContain('evil');
  });

  it('takes no options for none listed', async () => {
    options = undefined;
    expect(await ask('Origin: https://app.example.com')).toContain('403');
    expect(await ask('Origin: https://own.example')).toContain('let in');
  });

  it('trusts a proxy where it is told to', async () => {
    options = { trustProxy: true };
    const proxied = 'X-Forwarded-Host: public.example\nX-Forwarded-Proto: https';
    expect(await ask(`Origin: https://public.example\n${proxied}`)).toContain('let in');
    expect(await ask(`Origin: https://own.example\n${proxied}`)).toContain('403');
  });

  it.each([
    ['Cookie', 'Vary: Cookie, Origin, Sec-Fetch-Site\r\n'],
    [['Cookie', 'Accept'], 'Vary: Cookie, Accept, Origin, Sec-Fetch-Site\r\n'],
    ['Origin, Sec-Fetch-Site', 'Vary: Origin, Sec-Fetch-Site\r\n'],
  ])('adds to the Vary %p', async (present, line) => {
    vary = present;
    expect(await ask('')).toContain(line);
  });

  it('knows the host of HTTP/2', async () => {
    const server = createHttp2Server((request, response) => {
      const node = [request as unknown as IncomingMessage, response as unknown as ServerResponse];
      if (!refuseCrossSite(...(node as [IncomingMessage, ServerResponse]))) response.end();
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const own = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const session = connect(own);
    const statuses: unknown[] = [];
    for (const origin of [own, 'http://evil.example']) {
      const stream = session.request({ origin });
      const [headers] = await once(stream, 'response');
      statuses.push(headers[':status']);
      stream.close();
    }
    session.close();
    server.close();
    expect(statuses).toEqual([200, 403]);
  });

  it('refuses a list that is none', () => {
    expect(() => refuseCrossSite({} as never, {} as never, { origins: ['*'] })).toThrow(
      expect.objectContaining({ code: 'ERR_SSECAST_INVALID_OPTION' }),
    );
  });
});
