export { createMetrics } from './create-metrics.js';
export type { Metrics, MetricsOptions, MetricsRegistry } from './metrics-types.js';
export type { MeasuredBroadcaster } from './sources.js';
