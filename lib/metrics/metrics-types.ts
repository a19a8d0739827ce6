import type { OpenMetricsContentType, Registry } from 'prom-client';

/** A registry of prom-client, whichever of its formats it writes. */
export type MetricsRegistry = Registry | Registry<OpenMetricsContentType>;

export interface MetricsOptions {
  /** Where the metrics are registered, like `register` of prom-client. Default: a registry of their own. */
  registry?: MetricsRegistry | undefined;
  /** What the names begin with. Default `ssecast_`. */
  prefix?: string | undefined;
}

export interface Metrics {
  readonly registry: MetricsRegistry;
  /** Of the text, for the header `Content-Type`. */
  readonly contentType: string;
  /** All metrics of the registry as they are now. */
  text(): Promise<string>;
  /** The same as a response, for a route handler. Anybody may read it: protect it as you protect your metrics. */
  handler(): Promise<Response>;
}
