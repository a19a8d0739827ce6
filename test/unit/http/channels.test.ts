import '../support/fake-native.js';
import { createBroadcaster } from 'ssecast';
import { createSSERoute } from 'ssecast/next';
import { fakeLogger, fakeOf } from '../support/fake-native.js';

const logger = fakeLogger();
createBroadcaster({ logger });
const fake = fakeOf();
const json = (response: Response) =>
  response.json() as Promise<{ error: string; channel?: string }>;

/** Opens a stream and asks for channels. */
function ask(names: readonly string[], channels?: (name: string) => boolean | Promise<boolean>) {
  const query = new URLSearchParams(names.map((name) => ['channel', name]));
  const { GET } = createSSERoute({
    authorize: () => ({ userId: 'ann', sessionId: 's', channels: ['news'] }),
    channels,
  });
  return GET(new Request(`http://a/api/sse?${query}`));
}

describe('channels asked for at connection', () => {
  it('asks the app for each, once, with who asks', async () => {
    const channels = jest.fn(async () => true);
    const identity = { userId: 'ann', channels: ['news'] };
    const { GET } = createSSERoute({ authorize: () => identity, channels });
    const request = new Request('http://a/api/sse?channel=a&channel=b&channel=a&tab=1');
    expect((await GET(request)).status).toBe(200);
    expect(channels.mock.calls).toEqual([
      ['a', identity, request],
      ['b', identity, request],
    ]);
    expect(fake.admissions.at(-1)?.channels).toEqual(['news', 'a', 'b']);
  });

  it('asks nothing for channels that the identity brings', async () => {
    expect((await ask(['news', 'user:ann', 'session:s'])).status).toBe(200);
    expect(fake.admissions.at(-1)?.channels).toEqual(['news']);
  });

  it.each<[string, string[], ((name: string) => boolean | Promise<boolean>) | undefined, string]>([
    ['without the option', ['a'], undefined, 'a'],
    ['one that the app refuses', ['a', 'b', 'c'], (name) => name === 'a', 'b'],
    ['what is not true', ['a'], () => 'yes' as never, 'a'],
    ['what is not true, later', ['a'], async () => undefined as never, 'a'],
    ['a channel of another user', ['a', 'user:bob'], () => true, 'user:bob'],
    ['a channel of another session', ['session:t'], () => true, 'session:t'],
    ['a channel of nobody', ['user:'], () => true, 'user:'],
  ])('refuses %s, and admits nobody', async (_what, names, channels, named) => {
    const before = fake.admissions.length;
    const response = await ask(names, channels);
    expect(response.status).toBe(403);
    expect(response.headers.get('vary')).toBe('Origin, Sec-Fetch-Site');
    expect((await json(response)).channel).toBe(named);
    expect(fake.admissions).toHaveLength(before);
  });

  it('takes letters for themselves', async () => {
    const names = ['*', '..', 'USER:bob', 'é'.repeat(256), ' user:bob'];
    expect((await ask(names, () => true)).status).toBe(200);
    expect(fake.admissions.at(-1)?.channels).toEqual(['news', ...names]);
  });

  it.each([
    ['an empty name', [''], '1 to 512 bytes but received 0'],
    ['a long name', ['x'.repeat(10_240)], 'received 10240'],
    ['a long name in UTF-8', ['é'.repeat(257)], 'received 514'],
    ['NUL', ['a\0b'], 'U+0000'],
    ['a line end', ['a\nb'], 'U+000A'],
    ['DEL', ['a\x7f'], 'U+007F'],
    ['too many', Array.from({ length: 101 }, (_, index) => `c${index}`), 'at most 100 channels'],
  ])('answers 400 to %s', async (_what, names, sentence) => {
    const before = fake.admissions.length;
    const channels = jest.fn(() => true);
    const response = await ask(names, channels);
    expect(response.status).toBe(400);
    const text = await response.text();
    expect(text).toContain(sentence);
    expect(text.length).toBeLessThan(1_000);
    expect(channels).not.toHaveBeenCalled();
    expect(fake.admissions).toHaveLength(before);
  });

  it('bounds the answer that names a channel', async () => {
    const text = await (await ask(['x'.repeat(512)])).text();
    expect(text.length).toBeLessThan(1_500);
  });

  it('logs and answers 500 where the app throws', async () => {
    logger.error.mockClear();
    const response = await ask(['a'], () => Promise.reject(new Error('database')));
    expect(response.status).toBe(500);
    expect((await json(response)).error).not.toContain('database');
    expect(logger.error).toHaveBeenCalledTimes(1);
  });

  it('checks HEAD in the same way', async () => {
    const { GET } = createSSERoute({ authorize: () => ({}) });
    const request = new Request('http://a/api/sse?channel=a', { method: 'HEAD' });
    expect((await GET(request)).status).toBe(403);
  });
});
