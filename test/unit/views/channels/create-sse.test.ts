import '../../support/fake-native.js';
import { createBroadcaster } from 'ssecast';
import { createSSE, type SSE, type SSEClient } from 'ssecast/channels';
import { destroySSE } from 'ssecast/manager';
import { fakeLogger, fakeOf } from '../../support/fake-native.js';

const invalid = (name: string) => expect.objectContaining({ code: `ERR_SSECAST_INVALID_${name}` });

/** As the document prints it. */
interface DocumentSSE {
  addClient(options?: { lastEventId?: string }): { client: DocumentClient; response: Response };
  removeClient(clientId: string): void;
  getClient(clientId: string): DocumentClient | undefined;
  subscribe(clientId: string, channel: string): boolean;
  unsubscribe(clientId: string, channel: string): boolean;
  // biome-ignore lint/suspicious/noExplicitAny: the document's
  broadcast(channel: string, event: string, data: any, id?: string): void;
  // biome-ignore lint/suspicious/noExplicitAny: the document's
  broadcastAll(event: string, data: any, id?: string): void;
  // biome-ignore lint/suspicious/noExplicitAny: the document's
  sendTo(clientId: string, event: string, data: any, id?: string): boolean;
  getClients(): DocumentClient[];
  getClientsByChannel(channel: string): DocumentClient[];
  shutdown(): void;
}

interface DocumentClient {
  id: string;
  channels: Set<string>;
  controller: ReadableStreamDefaultController<Uint8Array>;
  createdAt: Date;
  lastEventId?: string;
}

describe('the service of channels', () => {
  let sse: SSE;

  beforeEach(() => {
    destroySSE();
    sse = createSSE({ logger: fakeLogger() });
  });

  it('has the functions of the service', () => {
    const printed: DocumentSSE = sse;
    expect(Object.keys(printed)).toHaveLength(11);
  });

  it('takes every option of a broadcaster, by name or with a broadcaster', () => {
    const broadcaster = createBroadcaster({ name: 'mine', logger: fakeLogger() });
    createSSE({ name: 'mine', heartbeatInterval: 1_000, retryInterval: 7 });
    createSSE({ broadcaster, maxConnections: 5 }).broadcastAll('a', 1);
    expect(fakeOf('mine').configured.map((json) => JSON.parse(json))).toEqual([
      {},
      { heartbeatInterval: 1_000, retryInterval: 7 },
      { maxConnections: 5 },
    ]);
    expect(fakeOf('mine').published).toHaveLength(1);
  });

  it.each([
    [{ interval: 1 }, 'received interval'],
    [{ broadcaster: 'x' }, 'Expected a broadcaster'],
    [{ name: '' }, 'for name'],
    [null, 'an object'],
  ])('refuses the configuration %p', (config, sentence) => {
    expect(() => createSSE(config as never)).toThrow(invalid('OPTION'));
    expect(() => createSSE(config as never)).toThrow(sentence);
  });

  it('refuses both, a broadcaster and a name', () => {
    const broadcaster = createBroadcaster({ name: 'mine' });
    expect(() => createSSE({ broadcaster, name: 'x' })).toThrow('either broadcaster or name');
  });

  it.each([[{ lastEventId: 7 }], [{ signal: {} }], [{ headers: 'x' }], [{ clientId: 'x' }]])(
    'refuses to add a client with %p',
    (options) => {
      expect(() => sse.addClient(options as never)).toThrow(invalid('OPTION'));
    },
  );

  it.each([[{}], [{ lastEventId: '1-0' }]])('refuses a wrong identity at once, with %p', (more) => {
    const wrong = { ...more, userId: 7 } as never;
    expect(() => sse.addClient(wrong)).toThrow(invalid('IDENTITY'));
  });

  it('answers false, nothing or 0 for whom it does not know', () => {
    expect([
      sse.getClient('x'),
      sse.subscribe('x', 'news'),
      sse.unsubscribe('x', 'news'),
      sse.sendTo('x', 'a', 1),
      sse.broadcast('news', 'a', 1),
      sse.broadcastAll('a', 1),
      sse.getClients(),
      sse.getClientsByChannel('news'),
      sse.removeClient('x'),
    ]).toEqual([undefined, false, false, false, 0, 0, [], [], undefined]);
  });

  it('admits who comes back when it is looked at, in any way', () => {
    const looks: ((client: SSEClient) => unknown)[] = [
      ({ id }) => sse.getClient(id),
      () => sse.getClients(),
      () => sse.getClientsByChannel('news'),
      ({ id }) => sse.sendTo(id, 'a', 1),
      ({ controller }) => controller.desiredSize,
      ({ controller }) => controller.error(),
    ];
    for (const look of looks) {
      const before = fakeOf().admissions.length;
      const { client } = sse.addClient({ lastEventId: '1-0', channels: ['news'] });
      sse.subscribe(client.id, 'more');
      sse.unsubscribe(client.id, 'news');
      expect(fakeOf().admissions).toHaveLength(before);
      look(client);
      expect(fakeOf().admissions[before]).toMatchObject({
        channels: ['more'],
        lastEventId: '1-0',
        metadata: '{"lastEventId":"1-0"}',
      });
    }
  });

  it('begins at once with an empty id', () => {
    sse.addClient({ lastEventId: '', channels: ['news'] });
    expect(fakeOf().admissions).toMatchObject([{ channels: ['news'], lastEventId: undefined }]);
  });

  it('lets no more than a thousand wait whose responses nobody sends', () => {
    for (let count = 0; count < 1_005; count++) sse.addClient({ lastEventId: '1-0' });
    expect(fakeOf().admissions).toHaveLength(5);
  });
});
