import { type Broadcaster, createBroadcaster } from 'ssecast';
import { findBroadcaster, targetKinds } from 'ssecast/native';
import { targetKinds as fakeKinds } from '../../unit/support/fake-binding.js';
import type { EventClient } from '../support/event-client.js';
import { closeAll, type EventServer, serveEvents, silent } from '../support/server.js';

const circular: { self?: unknown } = {};
circular.self = circular;

/** The names of an error's classes: those of the addon are of another realm than those of a Jest test. */
function classesOf(error: unknown): string[] {
  const names: string[] = [];
  for (let of = Object.getPrototypeOf(error); of !== null; of = Object.getPrototypeOf(of)) {
    names.push(of.constructor.name);
  }
  return names;
}

describe.each(['direct', 'stream'] as const)('bad input on the %s path', (path) => {
  let live: Broadcaster;
  let app: EventServer;
  let client: EventClient;

  beforeAll(async () => {
    live = createBroadcaster({
      name: `bad-${path}`,
      directPath: path === 'direct',
      logger: silent,
    });
    app = await serveEvents((request, response) => void live.accept(request, response));
    client = app.open();
    await client.next('connected');
  });

  afterAll(async () => {
    await closeAll(live, app);
  });

  it.each<[string, object, string, string]>([
    ['LF in event', { event: 'a\ndata: x', data: 1 }, 'TypeError', 'INVALID_EVENT'],
    ['CR in event', { event: 'a\rdata: x', data: 1 }, 'TypeError', 'INVALID_EVENT'],
    ['NUL in event', { event: 'a\0', data: 1 }, 'TypeError', 'INVALID_EVENT'],
    ['event error', { event: 'error', data: 1 }, 'TypeError', 'INVALID_EVENT'],
    ['event open', { event: 'open', data: 1 }, 'TypeError', 'INVALID_EVENT'],
    ['event a number', { event: 5, data: 1 }, 'TypeError', 'INVALID_EVENT'],
    ['no event', { data: 1 }, 'TypeError', 'INVALID_EVENT'],
    ['LF in id', { event: 'a', data: 1, id: '1\nevent: x' }, 'TypeError', 'INVALID_ID'],
    ['CR in id', { event: 'a', data: 1, id: '1\r' }, 'TypeError', 'INVALID_ID'],
    ['NUL in id', { event: 'a', data: 1, id: '1\0' }, 'TypeError', 'INVALID_ID'],
    ['id null', { event: 'a', data: 1, id: null }, 'TypeError', 'INVALID_ID'],
    ['retry a fraction', { event: 'a', data: 1, retry: 1.5 }, 'RangeError', 'INVALID_RETRY'],
    ['retry negative', { event: 'a', data: 1, retry: -1 }, 'RangeError', 'INVALID_RETRY'],
    ['retry NaN', { event: 'a', data: 1, retry: Number.NaN }, 'RangeError', 'INVALID_RETRY'],
    ['retry a string', { event: 'a', data: 1, retry: '1000' }, 'RangeError', 'INVALID_RETRY'],
    ['circular data', { event: 'a', data: circular }, 'TypeError', 'INVALID_DATA'],
    ['BigInt data', { event: 'a', data: { amount: 1n } }, 'TypeError', 'INVALID_DATA'],
  ])('refuses %s and sends nothing to anybody', async (_what, event, kind, code) => {
    const before = client.events.length;
    const { published } = live.stats();
    let failure: unknown;
    try {
      live.publish('all', event as never);
    } catch (error) {
      failure = error;
    }
    expect(classesOf(failure)).toContain(kind);
    expect(failure).toMatchObject({ code: `ERR_SSECAST_${code}` });
    expect(live.stats().published).toBe(published);
    live.publish('all', { event: 'after', data: 1 });
    await client.next('after');
    expect(client.events).toHaveLength(before + 1);
  });

  it.each<[string, unknown, unknown]>([
    ['undefined as null', undefined, null],
    ['line breaks as data', 'a\nb\r\nc\rd\n\nevent: x', 'a\nb\r\nc\rd\n\nevent: x'],
    ['a leading space', ' a', ' a'],
    ['an empty string', '', ''],
    ['a colon', ': comment', ': comment'],
    ['separators of lines in Unicode', '\u2028\u2029', '\u2028\u2029'],
    ['characters outside of the plane', '𝄞', '𝄞'],
    ['a long text', 'x'.repeat(300_000), 'x'.repeat(300_000)],
  ])('delivers %s', async (_what, data, expected) => {
    live.publish('all', { event: 'fine', data });
    expect(JSON.parse((await client.next('fine')).data)).toEqual(expected);
  });

  it('takes the number 0 for an id', async () => {
    expect(live.publish('all', { event: 'zero', data: 1, id: 0 }).id).toBe('0');
    expect((await client.next('zero')).id).toBe('0');
  });

  it('sends the retry and the name of the event as they are', async () => {
    live.publish('all', { event: 'a: b', data: 1, retry: 1234 });
    await client.next('a: b');
    expect(client.body).toMatch(/\nretry: 1234\n/);
  });
});

describe('the kinds of targets', () => {
  it('have the same numbers in the addon and in the fake binding of the unit tests', () => {
    expect({ ...targetKinds }).toEqual(fakeKinds);
  });

  it.each([3, -1, 0.5, Number.NaN, '0', undefined])('are no %p', async (kind) => {
    const live = createBroadcaster({ name: 'kinds', logger: silent });
    const native = findBroadcaster('kinds')?.native;
    expect(() => native?.count(kind as never, 'a')).toThrow(/^Expected one of targetKinds for/);
    await live.close();
  });
});
