import '../support/fake-native.js';
import { createBroadcaster, type Identity } from 'ssecast';
import { createSSERoute } from 'ssecast/next';
import { fakeLogger } from '../support/fake-native.js';

const logger = fakeLogger();
const live = createBroadcaster({ name: 'own', logger });

describe('POST', () => {
  let identity: Identity | null;
  const authorize = jest.fn(() => identity);
  const channels = jest.fn(async (name: string) => !name.startsWith('secret'));
  const { GET, POST } = createSSERoute({ authorize, channels, broadcaster: live });
  const request = (body: BodyInit | undefined, headers = {}) =>
    new Request('http://a/api/sse', {
      method: 'POST',
      body,
      headers,
      duplex: 'half',
    } as RequestInit);
  const change = (body: unknown) => POST(request(JSON.stringify(body)));
  const read = (clientId: string) => live.client(clientId)?.channels;

  /** Opens a client for who `identity` is. */
  async function open(): Promise<string> {
    await GET(new Request('http://a/api/sse'));
    return live.clients().at(-1)?.id ?? '';
  }

  beforeEach(() => {
    live.disconnect('all');
    identity = { userId: 'ann', sessionId: 's', channels: ['news'] };
    channels.mockClear();
    logger.error.mockClear();
  });

  it('joins and leaves, and can be repeated', async () => {
    const clientId = await open();
    for (let time = 0; time < 2; time++) {
      authorize.mockClear();
      const response = await change({ clientId, join: ['a', 'b', 'a'], leave: ['news'] });
      expect(response.status).toBe(200);
      expect(response.headers.get('cache-control')).toBe('no-store');
      expect(await response.json()).toEqual({
        joined: ['a', 'b'],
        left: ['news'],
        cursor: expect.stringMatching(/^\d+-\d+$/),
      });
      expect(read(clientId)).toEqual(['user:ann', 'session:s', 'a', 'b']);
      expect(authorize).toHaveBeenCalledTimes(1);
    }
    expect(channels).toHaveBeenCalledTimes(4);
  });

  it('joins what the identity brings without a question', async () => {
    const clientId = await open();
    await change({ clientId, leave: ['news', 'user:ann'] });
    expect(read(clientId)).toEqual(['session:s']);
    const response = await change({ clientId, join: ['news', 'user:ann'] });
    expect(response.status).toBe(200);
    expect(read(clientId)).toEqual(['session:s', 'news', 'user:ann']);
    expect(channels).not.toHaveBeenCalled();
  });

  it('does all or nothing', async () => {
    const clientId = await open();
    const before = read(clientId);
    for (const [join, leave, named] of [
      [['a', 'secret'], ['news'], 'secret'],
      [['a', 'user:bob'], ['news'], 'user:bob'],
      [['a'], ['news', 'session:t'], 'session:t'],
    ]) {
      const response = await change({ clientId, join, leave });
      expect(response.status).toBe(403);
      expect(await response.json()).toMatchObject({ channel: named });
      expect(read(clientId)).toEqual(before);
    }
  });

  it('answers 403 where the route has no option for channels', async () => {
    const clientId = await open();
    const { POST } = createSSERoute({ authorize, broadcaster: live });
    const response = await POST(request(JSON.stringify({ clientId, join: ['a'] })));
    expect(response.status).toBe(403);
    expect(read(clientId)).not.toContain('a');
  });

  it.each<[string, BodyInit | undefined, string]>([
    ['nothing', undefined, 'received an empty body'],
    ['no JSON', 'join=a', 'Expected JSON'],
    ['no object', '[]', 'for the body'],
    ['null', 'null', 'for the body'],
    ['no client', '{}', 'for clientId but received undefined'],
    ['a number as client', '{"clientId":5}', 'for clientId'],
    ['a string for join', '{"clientId":"c","join":"a"}', 'for join'],
    ['a number in leave', '{"clientId":"c","leave":[5]}', 'for leave'],
    ['a name that cannot be', '{"clientId":"c","join":["a\\u0000b"]}', 'U+0000'],
    ['the same twice', '{"clientId":"c","join":["a"],"leave":["a"]}', 'both in join and in leave'],
    [
      'too many',
      JSON.stringify({ clientId: 'c', join: Array(60).fill('a'), leave: Array(41).fill('b') }),
      'at most 100 channels',
    ],
  ])('answers 400 to %s', async (_what, body, sentence) => {
    const response = await POST(request(body));
    expect(response.status).toBe(400);
    expect(await response.text()).toContain(sentence);
  });

  it.each([
    ['a string', (size: number): BodyInit => 'x'.repeat(size)],
    [
      'a stream of unknown length',
      (size: number): BodyInit =>
        new ReadableStream({
          pull(controller) {
            controller.enqueue(new Uint8Array(1024).fill(32));
            size -= 1024;
            if (size <= 0) controller.close();
          },
        }),
    ],
  ])('reads 64 KiB and no more of %s', async (_what, body) => {
    expect((await POST(request(body(65_536)))).status).toBe(400);
    const response = await POST(request(body(65_537)));
    expect(response.status).toBe(413);
    expect(await response.text()).toContain('65536 bytes');
  });

  it('reads no body that says it is too large', async () => {
    let pulls = 0;
    const body = new ReadableStream({ pull: () => void pulls++ }, { highWaterMark: 0 });
    const response = await POST(request(body, { 'content-length': '65537' }));
    expect(response.status).toBe(413);
    expect(pulls).toBe(0);
  });

  it('answers 400, and logs nothing, when the body breaks off', async () => {
    const body = new ReadableStream({ pull: (controller) => controller.error(new Error('reset')) });
    expect((await POST(request(body))).status).toBe(400);
    expect(logger.error).not.toHaveBeenCalled();
  });

  it('says what to do where authorize has read the body', async () => {
    const { POST } = createSSERoute({
      authorize: async (request) => request.json(),
      broadcaster: live,
    });
    expect((await POST(request('{}'))).status).toBe(500);
    expect(String(logger.error.mock.calls[0]?.[1])).toContain('request.clone()');
  });

  it('answers 404 for a client that is not there, and one that goes meanwhile', async () => {
    expect((await change({ clientId: 'nobody', join: ['a'] })).status).toBe(404);
    expect(channels).not.toHaveBeenCalled();
    const clientId = await open();
    channels.mockImplementationOnce(async () => live.disconnect({ client: clientId }) > 0);
    expect((await change({ clientId, join: ['a'] })).status).toBe(404);
  });

  it('lets no client read more than 1,000 channels', async () => {
    const clientId = await open();
    const names = Array.from({ length: 1_000 }, (_, index) => `c${index}`);
    for (let from = 0; from < 900; from += 100) {
      expect((await change({ clientId, join: names.slice(from, from + 100) })).status).toBe(200);
    }
    const last = names.slice(900, 998);
    const response = await change({ clientId, join: last });
    expect(response.status).toBe(403);
    expect(await response.text()).toContain('Leave some first');
    expect((await change({ clientId, join: last.slice(1) })).status).toBe(200);
    expect(read(clientId)).toHaveLength(1_000);
    expect((await change({ clientId, join: last.slice(1) })).status).toBe(200);
  });
});
