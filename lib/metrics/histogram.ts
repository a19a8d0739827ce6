import type { Sources } from './sources.js';

const kSources = Symbol.for('ssecast.metrics');

/**
 * The latencies, which C++ has counted in buckets already. A Histogram of prom-client only observes single
 * values, so this object has the part that registries use: `get()`.
 */
export function createLatencyMetric(name: string, sources: Sources): object {
  const metric = {
    name,
    help: 'Seconds from publish to the moment the network or the stream took the event.',
    type: 'histogram',
    aggregator: 'sum',
    [kSources]: sources,
    /** `resetMetrics()` of a registry calls it. The counts belong to the broadcaster. */
    reset() {},
    async get() {
      const { help, type, aggregator } = metric;
      return { name, help, type, aggregator, values: valuesOf(name, sources) };
    },
  };
  return metric;
}

/** The sources of a metric of ssecast; undefined for other metrics. */
export function sourcesOf(metric: object | undefined): Sources | undefined {
  return (metric as { [kSources]?: Sources } | undefined)?.[kSources];
}

/** One line for each bucket, the sum and the count. A bucket counts what took at most `le` seconds. */
function valuesOf(name: string, sources: Sources) {
  return sources.read().flatMap(({ name: broadcaster, latency: { buckets, sum, count } }) => [
    ...[...buckets, { le: '+Inf', count }].map((bucket) => ({
      metricName: `${name}_bucket`,
      labels: { broadcaster, le: bucket.le },
      value: bucket.count,
    })),
    { metricName: `${name}_sum`, labels: { broadcaster }, value: sum },
    { metricName: `${name}_count`, labels: { broadcaster }, value: count },
  ]);
}
