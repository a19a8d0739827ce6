/**
 * The part of a registry of prom-client, in either of its formats, that ssecast uses. Not its own type: an
 * app without prom-client compiles, too.
 */
export interface MetricsRegistry {
  readonly contentType: string;
  metrics(): Promise<string>;
  getSingleMetric(name: string): object | undefined;
  getSingleMetricAsString(name: string): Promise<string>;
  registerMetric(metric: object): void;
}

export interface MetricsOptions {
  /** The registry of the metrics, like `register` of prom-client. Default: a new registry. */
  registry?: MetricsRegistry | undefined;
  /** The prefix of the names. Default `ssecast_`. */
  prefix?: string | undefined;
}

export interface Metrics {
  readonly registry: MetricsRegistry;
  /** The type of the text, for the header `Content-Type`. */
  readonly contentType: string;
  /** All metrics of the registry, with their current values. */
  text(): Promise<string>;
  /** The same as a response, for a route handler. It has no access control: protect its route. */
  handler(): Promise<Response>;
}
