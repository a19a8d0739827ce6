import { resolveOptions } from '../../../lib/client/options/resolve-options.js';
import { isEventStream, openStream } from '../../../lib/client/transport/request.js';

const page = globalThis as { location?: { href: string } };
afterEach(() => {
  delete page.location;
});

async function sent(url: string, cursor: string, withCredentials = false) {
  const fetch = jest.fn(async (_url: string, _init: RequestInit) => new Response());
  const settings = resolveOptions({
    url,
    withCredentials,
    fetch: fetch as unknown as typeof globalThis.fetch,
  });
  const { signal } = new AbortController();
  await openStream(settings, { cursor, channels: [] }, signal);
  const [address, init] = fetch.mock.calls[0] as [string, RequestInit];
  return { address, init, headers: init.headers as Record<string, string> };
}

test('the page’s own origin gets the cursor in the header', async () => {
  page.location = { href: 'https://app.example/inbox' };
  const { address, headers } = await sent('/api/sse?userId=7', '1700000000000-1');
  expect(address).toBe('/api/sse?userId=7');
  expect(headers['Last-Event-ID']).toBe('1700000000000-1');
});

test('another origin gets it in the address, once', async () => {
  page.location = { href: 'https://app.example/inbox' };
  const { address, headers } = await sent('https://live.example/sse?lastEventId=1-1&a=b', '2-2');
  expect(address).toBe('https://live.example/sse?lastEventId=2-2&a=b');
  expect(headers).toEqual({ Accept: 'text/event-stream' });
});

test('no cursor, no trace of one', async () => {
  page.location = { href: 'https://app.example/inbox' };
  expect((await sent('/api/sse', '')).headers).toEqual({ Accept: 'text/event-stream' });
  expect((await sent('https://live.example/sse', '')).address).toBe('https://live.example/sse');
});

test('never from a cache, and cookies to other origins only when asked for', async () => {
  expect((await sent('/api/sse', '')).init).toMatchObject({
    cache: 'no-store',
    credentials: 'same-origin',
  });
  expect((await sent('/api/sse', '', true)).init.credentials).toBe('include');
});

test.each([
  [200, 'text/event-stream', true],
  [200, 'text/event-stream; charset=utf-8', true],
  [200, 'Text/Event-Stream', true],
  [200, 'text/event-streams', false],
  [200, 'text/html', false],
  [201, 'text/event-stream', false],
])('%d with %s opens: %p', (status, type, expected) => {
  expect(isEventStream(new Response('', { status, headers: { 'Content-Type': type } }))).toBe(
    expected,
  );
});

test('what is over before it leaves does not leave', async () => {
  const fetch = jest.fn(async () => new Response());
  const settings = resolveOptions({ fetch });
  const end = new AbortController();
  const opening = openStream(settings, { cursor: '', channels: [] }, end.signal);
  end.abort();
  await expect(opening).rejects.toBe(end.signal.reason);
  expect(fetch).not.toHaveBeenCalled();
});
