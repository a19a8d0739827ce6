import '../support/fake-native.js';
import {
  captureRequests,
  createClientStream,
  currentRequest,
  ensureDispatcher,
  openBroadcaster,
} from 'ssecast/native';
import { kNotSent } from '../../../lib/native/fallback.cjs';
import { fakeLogger, fakeOf } from '../support/fake-native.js';
import { eventually, serve, type TestServer } from '../support/http.js';
import { sendWebResponse } from '../support/send-web-response.js';

const get = 'GET / HTTP/1.1\nHost: a';

describe('a stream that is sent by a framework', () => {
  let app: TestServer;
  let change: (response: Response, aborter: AbortController) => Response;
  let clientId: string;
  const state = openBroadcaster('default', '{}');
  const fake = fakeOf();

  beforeAll(async () => {
    captureRequests();
    ensureDispatcher();
    state.logger = fakeLogger();
    app = await serve(async (_request, response) => {
      const aborter = new AbortController();
      response.once('close', () => aborter.abort());
      const client = state.native.admit({ channels: [] });
      clientId = client.id;
      const body = createClientStream(state, client, currentRequest(), aborter.signal);
      const headers = { 'Content-Type': 'text/event-stream' };
      const web = new Response(body as unknown as BodyInit, { headers });
      await sendWebResponse(change(web, aborter), response);
    });
  });

  beforeEach(() => {
    change = (response) => response;
    fake.adopted.length = 0;
    fake.attached.length = 0;
    fake.disconnected.length = 0;
    fake.adoption = true;
    state.directPath = true;
  });

  afterAll(() => app.close());

  it('is handed over once the head is out; the aborted request disconnects nobody', async () => {
    const received = await app.request(get).ended;
    expect(received).toMatch(/^HTTP\/1.1 200 OK\r\n.*\r\n\r\n$/s);
    expect(fake.adopted).toMatchObject([{ chunked: true }]);
    expect(fake.attached).toEqual([]);
    await new Promise(setImmediate);
    expect(fake.disconnected).toEqual([]);
    expect(state.streams.size).toBe(0);
    expect(state.logger.warn).not.toHaveBeenCalled();
  });

  it.each<[string, () => void]>([
    ['cannot be adopted', () => Object.assign(fake, { adoption: false })],
    ['is switched off', () => Object.assign(state, { directPath: false })],
    [
      'has another body',
      () => {
        change = (web) => new Response(web.body, { headers: { 'Content-Type': 'text/plain' } });
      },
    ],
    [
      'is encoded by the framework',
      () => {
        change = (web) => {
          web.headers.set('Content-Encoding', 'identity');
          return web;
        };
      },
    ],
  ])(
    'takes the stream path when it %s, and the client sees no difference',
    async (_why, prepare) => {
      prepare();
      const connection = app.request(get);
      await eventually(() => fake.attached.length === 1);
      const clientId = fake.attached[0] as string;
      fake.send(clientId, 'data: 1\n\n');
      await connection.until('data: 1\n\n');
      await eventually(() => fake.pulls.filter((each) => each === clientId).length === 2);
      fake.send(clientId, 'data: 2\n\n', true);
      await connection.until('0\r\n\r\n');
      expect(connection.text).toContain('data: 2\n\n');
      expect(fake.disconnected).toEqual([]);
      connection.close();
    },
  );

  it.each([
    ['writes to the response where nothing changes it', undefined, 0],
    ['writes to the body where the response is encoded', 'identity', 1],
  ])('%s', async (_what, encoding, chunks) => {
    fake.adoption = false;
    let seen = 0;
    change = (web) => {
      if (encoding !== undefined) web.headers.set('Content-Encoding', encoding);
      const { body } = web;
      const pipe = body?.pipeTo.bind(body);
      // The framework's own sink, looked at.
      Object.assign(body as object, {
        pipeTo(sink: WritableStream<Uint8Array>, options: StreamPipeOptions) {
          const writer = sink.getWriter();
          const counted = new WritableStream<Uint8Array>({
            write(chunk) {
              seen += 1;
              return writer.write(chunk);
            },
            close: () => writer.close(),
          });
          return pipe?.(counted, options);
        },
      });
      return web;
    };
    const connection = app.request(get);
    await eventually(() => fake.attached.length === 1);
    fake.send(fake.attached[0] as string, 'data: 1\n\n', true);
    await connection.until('0\r\n\r\n');
    expect(connection.text).toContain('data: 1\n\n');
    expect(seen).toBe(chunks);
    connection.close();
  });

  it('says what to do when the app has made another body out of it', async () => {
    change = (web) => new Response(web.body?.pipeThrough(new TransformStream()), web);
    const connection = app.request(get);
    await eventually(() => fake.attached.length === 1);
    expect(fake.adopted).toEqual([]);
    fake.send(clientId, 'data: 1\n\n', true);
    await connection.until('0\r\n\r\n');
    connection.close();
    expect(kNotSent).toContain('return the Response of connect() or of the route as it is');
  });

  it.each(['writes to the response', 'writes to the body'])(
    'disconnects the client once when the peer goes away and it %s',
    async (what) => {
      fake.adoption = false;
      if (what.endsWith('body')) {
        change = (web) => {
          web.headers.set('Content-Encoding', 'identity');
          return web;
        };
      }
      const connection = app.request(get);
      await eventually(() => fake.attached.length === 1);
      connection.close();
      await eventually(() => fake.disconnected.length > 0);
      await new Promise(setImmediate);
      expect(fake.disconnected).toEqual([{ keys: fake.attached[0], reason: 'client' }]);
    },
  );

  it('names the reason of the first fallback of the process, and no other', async () => {
    const { calls } = jest.mocked(state.logger.warn).mock;
    expect(calls).toHaveLength(1);
    expect(calls[0]?.[0]).toContain('its descriptor could not be duplicated');
  });

  it('ends at once for a client that is gone before it is read', async () => {
    change = (web) => {
      fake.drop(clientId, 'abandoned');
      return web;
    };
    const connection = app.request(get);
    expect(await connection.until('0\r\n\r\n')).toMatch(/^HTTP\/1.1 200 OK/);
    expect(fake.adopted).toEqual([]);
    connection.close();
  });
});

describe('a stream whose request nobody remembered', () => {
  it('says what to add to instrumentation.ts', async () => {
    const { kNoContext } = jest.requireActual('../../../lib/native/fallback.cjs');
    expect(kNoContext).toContain("export { register } from 'ssecast/next/instrumentation'");
  });
});
