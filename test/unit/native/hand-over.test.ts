import '../support/fake-native.js';
import type { ServerResponse } from 'node:http';
import { connect, createServer, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openBroadcaster, type RequestContext } from 'ssecast/native';
import { tryHandOver } from '../../../lib/native/hand-over.cjs';
import { fakeBinding, fakeOf } from '../support/fake-native.js';
import { serve } from '../support/http.js';

const get = 'GET / HTTP/1.1\nHost: a';

/** Sends a request, hands its response over as a client and tells what came of it. */
async function handOver(change: (context: RequestContext) => void = () => undefined, head = get) {
  const state = openBroadcaster('default', '{}');
  const { id: clientId, key } = state.native.admit({ channels: [] });
  let reason: string | undefined;
  let context = {} as RequestContext;
  const app = await serve((request, response) => {
    response.setHeader('Content-Type', 'text/event-stream');
    const socket = response.socket as Socket & { _handle: unknown };
    const handle = socket._handle;
    context = { request, response, socket };
    change(context);
    reason = tryHandOver(state, key, context);
    if (reason === undefined) return;
    socket._handle = handle;
    socket.destroy();
  });
  const received = await app.request(head).ended;
  await app.close();
  return { reason, received, clientId, context };
}

const property = (value: unknown) => ({ value, configurable: true });

describe('tryHandOver', () => {
  it('sends the head, gives the descriptor away and lets go of the Node objects', async () => {
    const { reason, received, clientId, context } = await handOver();
    expect(reason).toBeUndefined();
    expect(received).toMatch(/^HTTP\/1.1 200 OK\r\n/);
    expect(received).toMatch(/\r\nTransfer-Encoding: chunked\r\n/i);
    expect(received).toMatch(/\r\n\r\n$/);
    expect(fakeOf().adopted).toEqual([{ clientId, fd: expect.any(Number), chunked: true }]);
    expect(context.response).toBeUndefined();
  });

  it('tells the worker that HTTP/1.0 has no chunks', async () => {
    fakeOf().adopted.length = 0;
    const { reason } = await handOver(undefined, 'GET / HTTP/1.0');
    expect(reason).toBeUndefined();
    expect(fakeOf().adopted).toMatchObject([{ chunked: false }]);
  });

  it('announces the end of the connection, whatever the app says of it', async () => {
    for (const before of [undefined, 'keep-alive']) {
      const { reason, received } = await handOver(({ response }) => {
        if (before !== undefined) response.setHeader('Connection', before);
      });
      expect(reason).toBeUndefined();
      expect(received).toMatch(/\r\nConnection: close\r\n/);
      expect(received).not.toMatch(/keep-alive/i);
    }
  });

  it('works for a head that was sent before and announces it', async () => {
    const { reason } = await handOver(({ response }) => {
      response.setHeader('Connection', 'close');
      response.flushHeaders();
    });
    expect(reason).toBeUndefined();
  });

  it.each<[string, (context: RequestContext) => void]>([
    [
      'HTTP/2',
      ({ request }) => Object.assign(request, { httpVersionMajor: 2, httpVersion: '2.0' }),
    ],
    ['HEAD', ({ request }) => Object.assign(request, { method: 'HEAD' })],
    ['TLS', ({ socket }) => Object.assign(socket, { encrypted: true })],
    ['not a plain one', (context) => Object.assign(context, { socket: new Socket() })],
    ['not a plain one', (context) => Object.assign(context, { socket: {} })],
    ['no descriptor', ({ socket }) => Object.assign(socket, { _handle: { fd: -1 } })],
    ['no descriptor', ({ socket }) => Object.assign(socket, { _handle: null })],
    [
      'not TCP',
      ({ socket }) => Object.defineProperty(socket, 'remoteAddress', property(undefined)),
    ],
    ['status is 201', ({ response }) => Object.assign(response, { statusCode: 201 })],
    ['encoded (gzip)', ({ response }) => response.setHeader('Content-Encoding', 'gzip')],
    ['content-length', ({ response }) => response.setHeader('Content-Length', '5')],
    ['text/html', ({ response }) => response.setHeader('Content-Type', 'text/html')],
    [
      'head could not',
      ({ response }) => Object.assign(response, { flushHeaders: () => undefined }),
    ],
    ['stays open', ({ response }) => response.flushHeaders()],
    ['still wait', ({ socket }) => socket.cork()],
    [
      'still wait',
      ({ response }) => Object.defineProperty(response, 'writableLength', property(1)),
    ],
    [
      'still wait',
      ({ socket }) =>
        Object.defineProperty((socket as never as { _handle: object })._handle, 'writeQueueSize', {
          value: 1,
        }),
    ],
  ])('refuses with a reason: %s', async (words, change) => {
    fakeOf().adopted.length = 0;
    const { reason } = await handOver(change);
    expect(reason).toContain(words);
    expect(fakeOf().adopted).toEqual([]);
  });

  it('says that the addon could not, or why it did not', async () => {
    fakeOf().adoption = false;
    expect((await handOver()).reason).toContain('could not be duplicated');
    fakeOf().adoption = new Error('EMFILE');
    expect((await handOver()).reason).toContain('EMFILE');
    fakeOf().adoption = true;
  });

  it('does nothing where the system has no direct path, as Windows', async () => {
    fakeOf().adopted.length = 0;
    fakeBinding.adoptsSockets = false;
    const { reason, received, context } = await handOver();
    fakeBinding.adoptsSockets = true;
    expect(reason).toContain('on Windows');
    expect(fakeOf().adopted).toEqual([]);
    expect(received).toBe('');
    expect(context.response.headersSent).toBe(false);
  });

  it('does nothing where the direct path is switched off', async () => {
    const state = openBroadcaster('without', '{}');
    state.directPath = false;
    const flushHeaders = jest.fn();
    const context = { response: { flushHeaders } as unknown as ServerResponse } as RequestContext;
    expect(tryHandOver(state, 1, context)).toContain('switched off');
    expect(flushHeaders).not.toHaveBeenCalled();
  });

  it('refuses a socket that is not TCP', async () => {
    const file = path.join(tmpdir(), `ssecast-${process.pid}.sock`);
    const server = createServer().listen(file);
    const accepted = new Promise<Socket>((resolve) => server.once('connection', resolve));
    const peer = connect(file);
    const socket = await accepted;
    const request = { httpVersionMajor: 1, method: 'GET' };
    const context = { request, response: { socket }, socket } as unknown as RequestContext;
    expect(tryHandOver(openBroadcaster('default', '{}'), 1, context)).toContain('not TCP');
    peer.destroy();
    socket.destroy();
    server.close();
  });
});
