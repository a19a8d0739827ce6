import '../support/fake-native.js';
import { createBroadcaster } from 'ssecast';
import { coded } from '../support/fake-binding.js';
import { fakeLogger, fakeOf } from '../support/fake-native.js';

const logger = fakeLogger();
const live = createBroadcaster({ logger });
const fake = fakeOf();
const request = (headers = {}, url = 'http://a/api/sse') => new Request(url, { headers });
const admission = () => fake.admissions.at(-1);

describe('connect', () => {
  beforeEach(() => {
    fake.maxConnections = 100;
  });

  it('answers with the headers of a stream, and those given', async () => {
    const response = await live.connect({ request: request(), headers: { Vary: 'Origin' } });
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toEqual({
      'cache-control': 'no-cache, no-transform',
      'content-type': 'text/event-stream',
      vary: 'Origin',
      'x-accel-buffering': 'no',
    });
  });

  it('admits the identity as it is', async () => {
    await live.connect({
      userId: 'ann',
      sessionId: 's',
      channels: ['a'],
      metadata: { b: [1] },
      expiresAt: new Date(5),
    });
    expect(admission()).toEqual({
      userId: 'ann',
      sessionId: 's',
      channels: ['a'],
      metadata: '{"b":[1]}',
      expiresAt: 5,
      lastEventId: undefined,
    });
    await live.connect({ expiresAt: 7, userId: '' });
    expect(admission()).toMatchObject({ expiresAt: 7, userId: undefined, channels: [] });
  });

  it('admits under an id of the application, which is free again with the client', async () => {
    const response = await live.connect({ clientId: 'tab 1' });
    expect(admission()).toMatchObject({ clientId: 'tab 1' });
    expect(live.client('tab 1')).toMatchObject({ id: 'tab 1' });
    await expect(live.connect({ clientId: 'tab 1' })).rejects.toMatchObject({
      code: 'ERR_SSECAST_DUPLICATE_CLIENT',
    });
    live.disconnect({ client: 'tab 1' });
    await live.connect({ clientId: 'tab 1' });
    // The reader of the former one goes away.
    await response.body?.cancel();
    expect(live.client('tab 1')).toMatchObject({ id: 'tab 1' });
  });

  it.each<[object, string]>([
    [{ clientId: '' }, 'Expected a string that is not empty for clientId but received'],
    [{ clientId: 5 }, 'Expected a string that is not empty for clientId but received the number 5'],
    [{ userId: 5 }, 'Expected a string for userId but received the number 5'],
    [{ sessionId: {} }, 'for sessionId'],
    [{ channels: 'a' }, 'Expected an array of strings for channels'],
    [{ channels: [1] }, 'for channels'],
    [{ metadata: { a: 1n } }, 'Expected a value that JSON can hold for metadata'],
    [{ expiresAt: new Date('nonsense') }, 'for expiresAt'],
    [{ expiresAt: '2026' }, 'for expiresAt but received the string "2026"'],
  ])('rejects the identity %p', async (identity, message) => {
    const before = fake.admissions.length;
    await expect(live.connect(identity)).rejects.toMatchObject({
      code: 'ERR_SSECAST_INVALID_IDENTITY',
      message: expect.stringContaining(message),
    });
    expect(fake.admissions).toHaveLength(before);
  });

  it.each([
    [{}, '', undefined],
    [{ 'Last-Event-ID': '5-1' }, '', '5-1'],
    [{}, '?lastEventId=6-1', '6-1'],
    [{ 'Last-Event-ID': '5-1' }, '?lastEventId=6-1', '5-1'],
    [{ 'Last-Event-ID': '' }, '?lastEventId=', undefined],
    [{ 'Last-Event-ID': Buffer.from('é', 'utf8').toString('latin1') }, '', 'é'],
    [{}, '?xlastEventId=6-1', undefined],
  ])('finds the cursor in %p and %p', async (headers, query, cursor) => {
    await live.connect({ request: request(headers, `http://a/api/sse${query}`) });
    expect(admission()?.lastEventId).toBe(cursor);
  });

  it('answers HEAD without a client', async () => {
    const before = fake.admissions.length;
    const response = await live.connect({ request: new Request('http://a', { method: 'HEAD' }) });
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    expect(response.body).toBeNull();
    expect(fake.admissions).toHaveLength(before);
  });

  it('answers 503 with Retry-After, and the headers given, when there are too many', async () => {
    fake.maxConnections = 0;
    const response = await live.connect({ headers: { Vary: 'Origin' } });
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toMatch(/^([5-9]|1[0-5])$/);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('vary')).toBe('Origin');
    expect(await response.text()).toContain('Too many event streams');
  });

  it('answers 429 when the user has too many, and only then', async () => {
    fake.maxConnectionsPerUser = 1;
    expect((await live.connect({ userId: 'eve' })).status).toBe(200);
    const response = await live.connect({ userId: 'eve', headers: { Vary: 'Origin' } });
    expect(response.status).toBe(429);
    expect(response.headers.get('retry-after')).toMatch(/^([5-9]|1[0-5])$/);
    expect(response.headers.get('vary')).toBe('Origin');
    expect(await response.text()).toContain('for this user');
    expect((await live.connect({ userId: 'mallory' })).status).toBe(200);
    fake.maxConnectionsPerUser = 0;
  });

  it('answers 503 while the server restarts', async () => {
    fake.isDraining = true;
    const response = await live.connect();
    fake.isDraining = false;
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toMatch(/^\d+$/);
    expect(await response.text()).toContain('restarting');
  });

  it('rejects with an error that no answer is meant for', async () => {
    jest.spyOn(fake, 'admit').mockImplementationOnce(() => {
      throw coded(new TypeError('too long'), 'ERR_SSECAST_INVALID_CHANNEL');
    });
    await expect(live.connect()).rejects.toThrow('too long');
  });

  it('takes the stream path where the request is unknown, and in a test warns of nothing', async () => {
    const response = await live.connect({ request: request() });
    const reader = response.body?.getReader();
    void reader?.read();
    await new Promise(setImmediate);
    expect(fake.attached).toHaveLength(1);
    expect(logger.warn).not.toHaveBeenCalled();
    expect(logger.debug).toHaveBeenCalledWith(
      expect.stringContaining('Outside of Next.js, accept() and the handlers of ssecast/node'),
    );
    await reader?.cancel();
  });
});
