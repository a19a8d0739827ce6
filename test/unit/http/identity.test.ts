import '../support/fake-native.js';
import { createBroadcaster, type Identity } from 'ssecast';
import { createSSERoute } from 'ssecast/next';
import { identityTag } from '../../../lib/http/identity-tag.js';
import { toAdmission } from '../../../lib/server/identity.js';
import { fakeLogger } from '../support/fake-native.js';

const header = 'x-ssecast-identity';
const tagOf = (identity: Identity) => identityTag(toAdmission(identity));
const live = createBroadcaster({ name: 'identity', logger: fakeLogger() });
let identity: Identity | undefined;
const authorize = jest.fn(() => identity);
const { GET, POST, OPTIONS } = createSSERoute({
  authorize,
  channels: () => true,
  broadcaster: live,
  cors: { origins: ['https://app.example.com'] },
});

const url = 'http://a/api/sse';
const ask = (body: unknown = { identify: true }) =>
  POST(new Request(url, { method: 'POST', body: JSON.stringify(body) }));

beforeEach(() => {
  live.disconnect('all');
  identity = { userId: 'ann', sessionId: 's', channels: ['b', 'a'] };
});

test('a stream says whose it is, and so does the answer to the question', async () => {
  const response = await GET(new Request(url));
  const tag = response.headers.get(header);
  expect(tag).toMatch(/^[\w-]{22}$/);
  const before = live.clients().length;
  const answer = await ask();
  expect(answer.status).toBe(200);
  expect(answer.headers.get('cache-control')).toBe('no-store');
  expect(await answer.json()).toEqual({ identity: tag });
  expect(live.clients()).toHaveLength(before);
});

test('the question is authorised like every request', async () => {
  identity = undefined;
  const answer = await ask();
  expect(answer.status).toBe(401);
  expect(await answer.json()).toEqual({ error: expect.any(String) });
});

test('channels that are asked for are no part of it', async () => {
  const plain = await GET(new Request(url));
  const asking = await GET(new Request(`${url}?channel=c`));
  expect(asking.headers.get(header)).toBe(plain.headers.get(header));
});

test('pages of other origins may read it', async () => {
  const response = await OPTIONS(
    new Request(url, { method: 'OPTIONS', headers: { Origin: 'https://app.example.com' } }),
  );
  expect(response.headers.get('access-control-expose-headers')).toContain('X-SSECast-Identity');
});

test.each([[{ identify: false }], [{}], [{ identify: 'true' }]])(
  '%j is no question but a change without a client',
  async (body) => {
    expect((await ask(body)).status).toBe(400);
  },
);

test('the tag tells users, sessions and own channels apart, and nothing else', () => {
  const base: Identity = { userId: 'ann', sessionId: 's', channels: ['a', 'b'] };
  const tag = tagOf(base);
  const same: Identity[] = [
    { ...base, channels: ['b', 'a', 'b'] },
    { ...base, expiresAt: Date.now() + 1_000 },
    { ...base, metadata: { tab: 1 } },
    { ...base, clientId: 'mine' },
  ];
  for (const each of same) expect(tagOf(each)).toBe(tag);
  const others: Identity[] = [
    { ...base, userId: 'bob' },
    { ...base, userId: 's', sessionId: 'ann' },
    { ...base, sessionId: 't' },
    { ...base, channels: ['a'] },
    { ...base, channels: ['a,b'] },
    { ...base, channels: undefined },
    {},
  ];
  const tags = [tag, ...others.map(tagOf)];
  expect(new Set(tags).size).toBe(tags.length);
  // Equal in every instance and after a restart: written down once.
  expect(tagOf({ userId: 'ann' })).toBe('iLxiRwxilISw8uLqmmUX3w');
});
