import { createBroadcaster, type RateLimit, RateLimitError } from 'ssecast';
import { serveEvents, silent } from '../support/server.js';

/** The second event of a channel has to wait a quarter of an hour: no test lasts so long. */
const slow = { perSecond: 0.001, burst: 1 };

function refusal(publish: () => unknown): RateLimitError {
  try {
    publish();
  } catch (error) {
    if (error instanceof RateLimitError) return error;
    throw error;
  }
  throw new Error('it was not refused');
}

describe('rate limits', () => {
  const live = createBroadcaster({
    name: 'rate-limits',
    logger: silent,
    rateLimits: { workspace: slow, user: slow },
  });
  const event = { event: 'a', data: 1 };

  afterAll(() => live.close());

  it('refuse what is above them with a class, a code and the time to wait', () => {
    live.publish({ channel: 'workspace:1' }, event);
    const error = refusal(() => live.publish({ channel: ['news', 'workspace:1'] }, event));
    expect(error).toMatchObject({
      name: 'RateLimitError',
      code: 'ERR_SSECAST_RATE_LIMITED',
      channel: 'workspace:1',
    });
    expect(error.retryAfter).toBeGreaterThan(999_000);
    expect(Number.isInteger(error.retryAfter)).toBe(true);
    expect(error.message).toContain(`publish it again in ${error.retryAfter} ms`);
    expect(live.stats()).toMatchObject({ rateLimited: 1, rateLimitOverflows: 0, published: 1 });
  });

  it('hold for users, and neither for everybody nor for clients', () => {
    live.publish({ user: 'ann' }, event);
    expect(refusal(() => live.publish({ user: ['bob', 'ann'] }, event)).channel).toBe('user:ann');
    live.publish({ user: 'bob' }, event);
    for (let count = 0; count < 3; count++) {
      live.publish('all', event);
      live.publish({ client: 'nobody' }, event);
    }
  });

  it('take no token for an event that is refused for itself', () => {
    const target = { channel: 'workspace:2' };
    expect(() => live.publish(target, { event: 'a\nb', data: 1 })).toThrow('to be one line');
    expect(() => live.publish(target, { event: 'a', data: 1n })).toThrow(TypeError);
    live.publish(target, event);
    expect(refusal(() => live.publish(target, event)).channel).toBe('workspace:2');
  });

  it('can be changed while it runs, and say which option is wrong', () => {
    const target = { channel: 'workspace:3' };
    live.publish(target, event);
    createBroadcaster({ name: live.name, rateLimits: { workspace: { perSecond: 1000 } } });
    for (let count = 0; count < 10; count++) live.publish(target, event);
    createBroadcaster({ name: live.name, rateLimits: {} });
    for (let count = 0; count < 10; count++) live.publish({ user: 'ann' }, event);
    const wrong: Record<string, RateLimit>[] = [
      { a: { perSecond: 0 } },
      { 'a:b': slow },
      { a: { ...slow, burst: 0 } },
    ];
    for (const rateLimits of wrong) {
      expect(() => createBroadcaster({ name: live.name, rateLimits })).toThrow(
        expect.objectContaining({
          code: 'ERR_SSECAST_INVALID_OPTION',
          message: expect.stringContaining('rateLimits'),
        }),
      );
    }
  });
});

it('an event tells the channel that it came by, in a comment', async () => {
  const live = createBroadcaster({ name: 'tell-channel', logger: silent });
  const app = await serveEvents(
    (request, response) => void live.accept(request, response, { channels: ['a', 'b'] }),
  );
  const client = app.open();
  await client.next('connected');
  live.publish({ channel: 'a' }, { event: 'x', data: 1, tellChannel: true, timestamp: 5 });
  live.publish({ channel: 'b' }, { event: 'y', data: 1 });
  await client.next('y');
  expect(client.body).toContain('\n: timestamp 5\n: channel a\nevent: x\ndata: 1\n\n');
  expect(client.body).not.toContain('channel b');
  expect(() =>
    live.publish({ channel: 'a\nb' }, { event: 'x', data: 1, tellChannel: true }),
  ).toThrow(expect.objectContaining({ code: 'ERR_SSECAST_INVALID_CHANNEL' }));
  live.close();
  await app.close();
});
