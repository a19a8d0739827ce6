import { checkDelay } from '../../../../lib/cli/doctor/route/checks/delay.js';
import { checkHeartbeat } from '../../../../lib/cli/doctor/route/checks/heartbeat.js';
import { checkHttpVersion } from '../../../../lib/cli/doctor/route/checks/http-version.js';
import { checkProxies } from '../../../../lib/cli/doctor/route/checks/proxies.js';
import { checkResumption } from '../../../../lib/cli/doctor/route/checks/resumption.js';
import { findingsOf } from '../../../../lib/cli/doctor/route/examine-route.js';
import type { Head } from '../../../../lib/cli/doctor/route/head.js';
import type { Observation } from '../../../../lib/cli/doctor/route/observe.js';
import type { Watched } from '../../../../lib/cli/doctor/route/watch-stream.js';

const head = (ms = 5, headers: Record<string, string> = {}): Head => ({
  status: 200,
  httpVersion: '1.1',
  ms,
  headers: {
    'content-type': 'text/event-stream',
    'cache-control': 'no-cache, no-transform',
    'x-accel-buffering': 'no',
    'x-ssecast-identity': 'tag',
    connection: 'close',
    ...headers,
  },
});

function stream(ms = 6, data: object = {}, headers: Record<string, string> = {}): Watched {
  const connected = { clientId: 'c', resumed: true, heartbeatInterval: 30_000, ...data };
  return {
    head: head(ms, headers),
    blocks: [{ ms, id: '1-1', event: 'connected', data: JSON.stringify(connected), comments: [] }],
    text: '',
    bytes: 100,
    isFull: false,
  };
}

function observation(changes: Partial<Observation> = {}, url = 'http://localhost/'): Observation {
  return {
    settings: { url: new URL(url), headers: {}, wait: 5_000, watchesOn: false },
    redirects: [],
    stream: stream(),
    plain: [head(), head(), head()],
    again: [stream(), stream()],
    ...changes,
  };
}

const faults = (seen: Observation) => findingsOf(seen).filter(({ verdict }) => verdict !== 'ok');

test('a route without a fault', () => {
  expect(faults(observation())).toEqual([]);
});

describe('delay', () => {
  test('one slow stream of three is no delay', () => {
    const seen = observation({ stream: stream(900), again: [stream(400), stream(20)] });
    expect(checkDelay(seen)[0]?.verdict).toBe('ok');
  });

  test('a route that answers HEAD as slowly is not delayed', () => {
    const slow = [head(400), head(420), head(410)];
    const seen = observation({ stream: stream(450), again: [stream(430)], plain: slow });
    expect(checkDelay(seen)[0]?.verdict).toBe('ok');
  });

  test('all streams are slow, and HEAD is not', () => {
    const seen = observation({ stream: stream(211), again: [stream(206), stream(230)] });
    expect(checkDelay(seen)[0]).toMatchObject({
      verdict: 'problem',
      text: expect.stringContaining('201 ms later'),
      remedy: expect.stringContaining('option http-no-delay'),
    });
  });

  test('one answer alone says nothing', () => {
    expect(checkDelay(observation({ stream: stream(211), again: [] }))).toEqual([]);
  });
});

describe('proxies', () => {
  test.each([
    [{ server: 'nginx/1.22.1' }, 'nginx'],
    [{ server: 'cloudflare', 'cf-ray': '8c1-FRA' }, 'Cloudflare'],
    [{ 'set-cookie': 'AWSALB=x; Path=/' }, 'AWS ALB'],
    [{ via: '1.1 Caddy' }, 'Caddy'],
    [{ via: '1.1 vegur' }, 'Heroku'],
    [{ 'x-cache': 'MISS' }, 'a proxy'],
  ])('%j is %s', (headers, name) => {
    const [finding] = checkProxies(observation({ stream: stream(6, {}, headers) }));
    expect(finding).toMatchObject({ verdict: 'ok', text: expect.stringContaining(name) });
  });

  test('functions end their streams', () => {
    const seen = observation({ stream: stream(6, {}, { 'x-vercel-id': 'fra1::x' }) });
    expect(checkProxies(seen)[0]?.verdict).toBe('warning');
  });
});

describe('heartbeat', () => {
  test.each([
    [30_000, 'ok', ''],
    [55_000, 'warning', 'Heroku'],
    [100_000, 'warning', 'Cloudflare'],
    [0, 'problem', 'nginx'],
  ])('%d ms', (heartbeatInterval, verdict, says) => {
    const [finding] = checkHeartbeat(observation({ stream: stream(6, { heartbeatInterval }) }));
    expect(finding).toMatchObject({ verdict, text: expect.stringContaining(says) });
  });

  test('one that is announced and does not come', () => {
    const settings = { ...observation().settings, wait: 10_000, watchesOn: true };
    const seen = observation({ settings, stream: stream(6, { heartbeatInterval: 2_000 }) });
    expect(checkHeartbeat(seen)[0]).toMatchObject({ verdict: 'problem' });
  });
});

test('HTTP/1.1 matters where pages are public', () => {
  const verdict = (url: string, changes = {}) =>
    checkHttpVersion(observation(changes, url))[0]?.verdict;
  expect(verdict('http://localhost:3000/')).toBe('ok');
  expect(verdict('http://192.168.1.4/')).toBe('ok');
  expect(verdict('http://[::1]:3000/')).toBe('ok');
  expect(verdict('https://app.example.com/')).toBe('warning');
  const over2 = { ...stream(), head: { ...head(), httpVersion: '2' } };
  expect(verdict('https://app.example.com/', { stream: over2 })).toBe('ok');
});

test('a client that is refused when it comes back', () => {
  const refused = { ...stream(), head: { ...head(), status: 429 }, blocks: [] };
  const [finding] = checkResumption(observation({ again: [refused] }));
  expect(finding).toMatchObject({ verdict: 'problem', text: expect.stringContaining('429') });
});
