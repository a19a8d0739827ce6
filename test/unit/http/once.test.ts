import '../support/fake-native.js';
import { createBroadcaster, type Identity } from 'ssecast';
import { createSSERoute } from 'ssecast/next';
import { viewOf } from '../../../lib/server/broadcaster.js';
import { fakeLogger } from '../support/fake-native.js';

jest.mock('../../../lib/server/broadcaster.js', () => {
  const actual = jest.requireActual('../../../lib/server/broadcaster.js');
  return { ...actual, viewOf: jest.fn(actual.viewOf) };
});

const live = createBroadcaster({ name: 'once', logger: fakeLogger() });
let reads: Record<string, number>;

/** An identity that counts how often each of its keys is read, and its metadata serialised. */
function counted(): Identity {
  reads = { toJSON: 0 };
  const metadata = {
    toJSON() {
      reads.toJSON = (reads.toJSON ?? 0) + 1;
      return { noted: true };
    },
  };
  const values: Identity = { userId: 'ann', sessionId: 's', channels: ['a'], metadata };
  const identity = {};
  for (const [key, value] of Object.entries(values)) {
    const get = () => {
      reads[key] = (reads[key] ?? 0) + 1;
      return value;
    };
    Object.defineProperty(identity, key, { enumerable: true, get });
  }
  return identity;
}

const { GET, POST } = createSSERoute({
  authorize: () => counted(),
  channels: () => true,
  broadcaster: live,
});
const url = 'http://a/api/sse';
const post = (body: unknown) =>
  POST(new Request(url, { method: 'POST', body: JSON.stringify(body) }));
const once = { userId: 1, sessionId: 1, channels: 1, metadata: 1, toJSON: 1 };

describe('a request reads and serialises its identity once', () => {
  test.each(['', '?channel=b&channel=c'])('GET %s', async (query) => {
    expect((await GET(new Request(url + query))).status).toBe(200);
    expect(reads).toEqual(once);
    expect(live.clients().at(-1)).toMatchObject({ userId: 'ann', metadata: { noted: true } });
  });

  test('POST that joins and leaves', async () => {
    await GET(new Request(`${url}?channel=b`));
    const clientId = live.clients().at(-1)?.id;
    const answer = await post({ clientId, join: ['c', 'session:s'], leave: ['b'] });
    expect([answer.status, reads]).toEqual([200, once]);
  });

  test('POST that asks for the identity', async () => {
    const answer = await post({ identify: true });
    expect([answer.status, reads]).toEqual([200, once]);
  });
});

test('the default route makes no view of the broadcaster for a request', async () => {
  jest.mocked(viewOf).mockClear();
  const { GET, POST } = createSSERoute({ authorize: () => ({ userId: 'ann' }) });
  expect((await GET(new Request(url))).status).toBe(200);
  const body = JSON.stringify({ identify: true });
  expect((await POST(new Request(url, { method: 'POST', body }))).status).toBe(200);
  expect(viewOf).not.toHaveBeenCalled();
});
