import '../../support/fake-native.js';
import { createBroadcaster } from 'ssecast';
import { SSEHandler, sseHandler } from 'ssecast/handler';
import { destroySSE, initializeSSE } from 'ssecast/manager';
import { fakeLogger, fakeOf } from '../../support/fake-native.js';

const writer = () => new TransformStream<Uint8Array, Uint8Array>().writable.getWriter();

describe('the handler', () => {
  beforeEach(() => {
    destroySSE();
    initializeSSE({ logger: fakeLogger(), enableLogging: false });
  });

  it('is a view of the default broadcaster, or of the one it is given', () => {
    sseHandler.broadcastEvent('systemUpdate', { message: 'soon' });
    expect(fakeOf().published).toMatchObject([
      { kind: 0, event: 'systemUpdate', data: '{"message":"soon"}' },
    ]);
    const broadcaster = createBroadcaster({ name: 'other', logger: fakeLogger() });
    new SSEHandler({ broadcaster }).broadcastEvent('a', 1);
    expect(fakeOf('other').published).toHaveLength(1);
  });

  it('answers false or 0 for whom it does not know', () => {
    expect([
      sseHandler.sendEventToUser('x', 'a', 1),
      sseHandler.sendEventToClient('x', 'a', 1),
      sseHandler.broadcastEvent('a', 1),
      sseHandler.removeClient('x'),
      sseHandler.removeClient(''),
      sseHandler.getClient('x'),
      sseHandler.getClients(),
    ]).toEqual([0, false, 0, false, false, undefined, []]);
    expect(sseHandler.getStats()).toMatchObject({ totalConnections: 0, eventsPublished: 3 });
  });

  it('hands id, user and metadata on', () => {
    expect(sseHandler.addClient('c1', 'ann', writer(), { tab: 1 })).toBe(true);
    expect(fakeOf().admissions).toMatchObject([{ userId: 'ann', metadata: '{"tab":1}' }]);
  });

  it.each<[string, unknown, string]>([
    ['nothing', undefined, 'received undefined'],
    ['null', null, 'received null'],
    ['a text', 'x', 'the string "x"'],
    ['an object', { write: () => 1 }, 'an object with the keys'],
    ['a web response', new Response(''), 'createSSERoute'],
    ['a writable stream', new WritableStream(), 'getWriter()'],
    ['a readable stream', new ReadableStream(), 'start(controller)'],
    ['a transform', { enqueue() {}, error() {}, terminate() {} }, 'stream.writable.getWriter()'],
    ['a reply of Fastify', { hijack() {}, raw: {} }, 'reply.raw'],
    [
      'a response without its request',
      { writeHead() {}, setHeader() {}, write() {}, end() {} },
      'has no request',
    ],
  ])('refuses %s as a response', (_name, response, sentence) => {
    const add = () => sseHandler.addClient('c1', 'ann', response as never);
    expect(add).toThrow(expect.objectContaining({ code: 'ERR_SSECAST_INVALID_RESPONSE' }));
    expect(add).toThrow(sentence);
    expect(fakeOf().admissions).toEqual([]);
  });

  it('refuses a wrong identity and replaces nobody for it', () => {
    for (const [id, user, metadata] of [
      ['', 'ann', {}],
      [7, 'ann', {}],
      ['c1', 7, {}],
      ['c1', 'ann', { big: 1n }],
    ]) {
      const add = () =>
        sseHandler.addClient(id as never, user as never, writer(), metadata as never);
      expect(add).toThrow(expect.objectContaining({ code: 'ERR_SSECAST_INVALID_IDENTITY' }));
    }
    expect(fakeOf().disconnected).toEqual([]);
  });

  it('refuses unknown options', () => {
    expect(() => new SSEHandler({ name: 'x' } as never)).toThrow('received name');
    expect(() => new SSEHandler({ broadcaster: {} } as never)).toThrow('Expected a broadcaster');
  });
});
