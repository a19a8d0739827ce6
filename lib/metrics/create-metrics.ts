import { defaultBroadcaster } from '../server/default-broadcaster.js';
import { describe, InvalidArgumentError } from '../server/errors.js';
import { loadPromClient } from './load-prom-client.cjs';
import type { Metrics, MetricsOptions } from './metrics-types.js';
import { registerMetrics } from './register-metrics.js';
import type { MeasuredBroadcaster } from './sources.js';

/**
 * The counters of broadcasters for Prometheus, by `prom-client`. Each scrape reads the values.
 *
 * Called again with the same registry and prefix, it adds its broadcasters to the measured ones, each name
 * once. So Next may evaluate a module several times.
 *
 * @example
 * // app/api/metrics/route.ts
 * export const dynamic = 'force-dynamic'
 * export const GET = createMetrics().handler
 * @param broadcasters default: the broadcaster `default`
 * @throws Error `ERR_SSECAST_MISSING_PROM_CLIENT`; `ERR_SSECAST_METRIC_EXISTS` when another
 * metric has one of the names; TypeError `ERR_SSECAST_INVALID_OPTION`
 */
export function createMetrics(
  broadcasters?: MeasuredBroadcaster | readonly MeasuredBroadcaster[],
  { registry = new (loadPromClient().Registry)(), prefix = 'ssecast_' }: MetricsOptions = {},
): Metrics {
  const measured = broadcasters === undefined ? [byDefault] : [broadcasters].flat();
  for (const each of measured) check(each);
  if (typeof prefix !== 'string' || !/^[a-zA-Z_:][a-zA-Z0-9_:]*$/.test(prefix)) {
    throw invalid(
      `Expected letters, digits and _ that do not begin with a digit for prefix but received ${describe(prefix)}`,
    );
  }
  registerMetrics(registry, prefix).add(measured);
  const text = () => registry.metrics();
  return {
    registry,
    get contentType() {
      return registry.contentType;
    },
    text,
    handler: async () =>
      new Response(await text(), {
        headers: { 'Content-Type': registry.contentType, 'Cache-Control': 'no-store' },
      }),
  };
}

/** Looked for when it is read, so that importing a route creates nothing. */
const byDefault: MeasuredBroadcaster = {
  name: 'default',
  stats: () => defaultBroadcaster().stats(),
};

function check(broadcaster: MeasuredBroadcaster): void {
  if (typeof broadcaster?.stats === 'function' && typeof broadcaster.name === 'string') return;
  throw invalid(`Expected a broadcaster or an array of them but received ${describe(broadcaster)}`);
}

function invalid(message: string): InvalidArgumentError {
  return new InvalidArgumentError('ERR_SSECAST_INVALID_OPTION', message);
}
