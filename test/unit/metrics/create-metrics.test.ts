import '../support/fake-native.js';
import { Counter, Histogram, type OpenMetricsContentType, Registry } from 'prom-client';
import { createMetrics } from 'ssecast/metrics';
import { fakeBinding } from '../support/fake-native.js';
import { expected, parse, statsOf, withBackplane } from './support.js';

/** A broadcaster that has counted; `reads` says how often it was asked. */
function measured(name: string, first?: number) {
  const broadcaster = { name, current: statsOf(name, first), reads: 0, stats };
  function stats() {
    broadcaster.reads++;
    return broadcaster.current;
  }
  return broadcaster;
}

const sorted = (values: Map<string, number>) => Object.fromEntries([...values].sort());

describe('createMetrics', () => {
  it('shows what stats() tells, each time anew, and reads it once a scrape', async () => {
    const live = measured('live');
    const metrics = createMetrics(live);
    expect(live.reads).toBe(0);
    expect(sorted(parse(await metrics.text()))).toEqual(sorted(expected(live.current)));
    live.current = statsOf('live', 1_000);
    expect(sorted(parse(await metrics.text()))).toEqual(sorted(expected(live.current)));
    expect(live.reads).toBe(2);
  });

  it('shows a backplane, beside a broadcaster that has none', async () => {
    const [plain, live] = [measured('plain'), measured('live')];
    const metrics = createMetrics([plain, live]);
    live.current = withBackplane(live.current);
    const both = () => sorted(new Map([...expected(plain.current), ...expected(live.current)]));
    expect(sorted(parse(await metrics.text()))).toEqual(both());
    Object.assign(live.current.backplane ?? {}, { state: 'failing', lag: null });
    expect(sorted(parse(await metrics.text()))).toEqual(both());
  });

  it('shows a counter that began anew, as after close()', async () => {
    const live = measured('live', 500);
    const metrics = createMetrics(live);
    await metrics.text();
    live.current = statsOf('live', 1);
    expect(sorted(parse(await metrics.text()))).toEqual(sorted(expected(live.current)));
  });

  it('tells the broadcasters apart', async () => {
    const all = [measured('live'), measured('other "one"\n', 100)];
    const text = await createMetrics(all).text();
    expect(text).toContain('broadcaster="other \\"one\\"\\n"');
    const values = parse(text.replaceAll('other \\"one\\"\\n', 'other'));
    expect(sorted(values)).toEqual(
      sorted(new Map([...expected(statsOf('live')), ...expected(statsOf('other', 100))])),
    );
  });

  it('writes the types that Prometheus has to know', async () => {
    const text = await createMetrics(measured('live')).text();
    expect(text).toContain('# TYPE ssecast_clients gauge\n');
    expect(text).toContain('# TYPE ssecast_published_total counter\n');
    expect(text).toContain('# TYPE ssecast_publish_to_write_seconds histogram\n');
    expect(text.match(/^# HELP \S+ \S.*\.$/gm)).toHaveLength(text.match(/^# TYPE /gm)?.length ?? 0);
  });

  it('writes buckets as prom-client writes its own', async () => {
    const registry = new Registry();
    const own = new Histogram({ name: 'own', help: 'h', buckets: [0.5], registers: [registry] });
    own.observe(0.25);
    own.observe(1);
    const live = measured('live');
    live.current.latency = { buckets: [{ le: 0.5, count: 1 }], count: 2, sum: 1.25 };
    createMetrics(live, { registry });
    const lines = (await registry.metrics()).split('\n');
    const theirs = lines.filter((line) => line.startsWith('own_'));
    const ours = lines.filter((line) => line.startsWith('ssecast_publish_to_write_seconds_'));
    const shape = (line: string) =>
      line.replace('ssecast_publish_to_write_seconds', 'own').replace(/broadcaster="live",?/, '');
    expect(ours.map(shape).map((line) => line.replace('{}', ''))).toEqual(theirs);
  });

  it('adds to a registry that has others, under another prefix too', async () => {
    const registry = new Registry();
    new Counter({ name: 'app_requests_total', help: 'h', registers: [registry] }).inc(5);
    const metrics = createMetrics(measured('live'), { registry, prefix: 'chat_' });
    expect(metrics.registry).toBe(registry);
    const values = parse(await metrics.text());
    expect(values.get('app_requests_total')).toBe(5);
    expect(values.get('chat_users{broadcaster="live"}')).toBe(statsOf('live').users);
    expect([...values.keys()].some((key) => key.startsWith('ssecast_'))).toBe(false);
  });

  it('registers nothing twice: a second call adds its broadcasters', async () => {
    const registry = new Registry();
    const before = measured('live', 900);
    createMetrics([before, measured('other', 100)], { registry });
    const again = measured('live');
    const values = parse(await createMetrics([again, again], { registry }).text());
    expect(sorted(values)).toEqual(
      sorted(new Map([...expected(statsOf('live')), ...expected(statsOf('other', 100))])),
    );
    expect(before.reads).toBe(0);
  });

  it.each(['ssecast_gaps_total', 'ssecast_publish_to_write_seconds'])(
    'refuses a registry in which %s is somebody else’s, and adds nothing',
    async (name) => {
      const registry = new Registry();
      new Counter({ name, help: 'h', registers: [registry] });
      expect(() => createMetrics(measured('live'), { registry })).toThrow(
        expect.objectContaining({
          code: 'ERR_SSECAST_METRIC_EXISTS',
          message: expect.stringMatching(new RegExp(`${name}.*another prefix`)),
        }),
      );
      expect(registry.getMetricsAsArray()).toHaveLength(1);
    },
  );

  it('measures the default broadcaster when none is named, and creates it when it is read', async () => {
    const metrics = createMetrics();
    expect(fakeBinding.opened.size).toBe(0);
    await metrics.registry.getSingleMetricAsString('ssecast_users');
    expect([...fakeBinding.opened.keys()]).toEqual(['default']);
  });

  it('answers a request', async () => {
    const { handler, contentType } = createMetrics(measured('live'));
    expect(contentType).toBe('text/plain; version=0.0.4; charset=utf-8');
    const response = await handler();
    expect(response.headers.get('content-type')).toBe(contentType);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(parse(await response.text()).size).toBe(expected(statsOf('live')).size);
  });

  it('serves OpenMetrics, default labels, resets and JSON as other metrics do', async () => {
    const registry = new Registry<OpenMetricsContentType>();
    registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE);
    registry.setDefaultLabels({ app: 'x' });
    const metrics = createMetrics(measured('live'), { registry });
    registry.resetMetrics();
    const text = await metrics.text();
    expect(metrics.contentType).toContain('openmetrics');
    expect(text).toMatch(/^ssecast_published_total\{broadcaster="live",app="x"\} 19$/m);
    expect(text).toMatch(/_bucket\{broadcaster="live",le="\+Inf",app="x"\} \d+\n/);
    expect(text.endsWith('# EOF\n')).toBe(true);
    const all = await registry.getMetricsAsJSON();
    const latency = all.find(({ name }) => name === 'ssecast_publish_to_write_seconds');
    expect(latency).toMatchObject({ type: 'histogram', aggregator: 'sum' });
  });

  it.each<[unknown, object | undefined]>([
    ['live', {}],
    [[{ name: 'live' }], {}],
    [null, {}],
    [undefined, { prefix: '1' }],
    [undefined, { prefix: 'a-b' }],
    [undefined, { prefix: 5 }],
  ])('refuses %p with %p', (broadcasters, options) => {
    expect(() => createMetrics(broadcasters as never, options)).toThrow(
      expect.objectContaining({ code: 'ERR_SSECAST_INVALID_OPTION' }),
    );
  });
});
