import type { Registry } from 'prom-client';
import { type Definition, definitions } from './definitions.js';
import { createLatencyMetric, sourcesOf } from './histogram.js';
import { loadPromClient } from './load-prom-client.cjs';
import type { MetricsRegistry } from './metrics-types.js';
import { createSources, type Sources } from './sources.js';

const kLatency = 'publish_to_write_seconds';

/**
 * The sources of the metrics of that prefix in a registry. Registers the metrics if they are not there.
 * @throws Error `ERR_SSECAST_METRIC_EXISTS` when another metric has one of the names
 */
export function registerMetrics(registry: MetricsRegistry, prefix: string): Sources {
  const present = sourcesOf(registry.getSingleMetric(prefix + kLatency));
  if (present !== undefined) return present;
  const names = [kLatency, ...definitions.map(({ name }) => name)];
  const taken = names.find((name) => registry.getSingleMetric(prefix + name) !== undefined);
  // Checked first, so that either all metrics are registered or none.
  if (taken !== undefined) throw exists(prefix + taken);
  const sources = createSources();
  for (const definition of definitions) register(registry, prefix, definition, sources);
  registry.registerMetric(createLatencyMetric(prefix + kLatency, sources));
  return sources;
}

/** Values are read while a registry collects them, and cost nothing at other times. */
function register(
  registry: MetricsRegistry,
  prefix: string,
  definition: Definition,
  sources: Sources,
): void {
  const { Counter, Gauge } = loadPromClient();
  const { name, type, help, label } = definition;
  const settings = {
    name: prefix + name,
    help,
    labelNames: label === undefined ? ['broadcaster'] : ['broadcaster', label],
    // It is one of prom-client's.
    registers: [registry as Registry],
  };
  if (type === 'gauge') {
    const gauge = new Gauge({
      ...settings,
      collect() {
        gauge.reset();
        for (const [labels, value] of valuesOf(definition, sources)) gauge.set(labels, value);
      },
    });
  } else {
    const counter = new Counter({
      ...settings,
      collect() {
        // A counter can only be incremented, so it starts from zero each time.
        counter.reset();
        for (const [labels, value] of valuesOf(definition, sources)) counter.inc(labels, value);
      },
    });
  }
}

function valuesOf(
  { label, read }: Definition,
  sources: Sources,
): [Record<string, string>, number][] {
  return sources.read().flatMap((stats) => {
    const broadcaster = stats.name;
    const value = read(stats);
    if (value === undefined) return [];
    if (label === undefined || typeof value === 'number') return [[{ broadcaster }, Number(value)]];
    return Object.entries(value).map(([key, each]) => [{ broadcaster, [label]: key }, each]);
  });
}

function exists(name: string): Error {
  return Object.assign(
    new Error(
      `Expected a registry without a metric ${name}, but another metric has this name. ` +
        'Give createMetrics another prefix, or another registry.',
    ),
    { code: 'ERR_SSECAST_METRIC_EXISTS' },
  );
}
