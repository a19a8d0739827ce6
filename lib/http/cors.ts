import { toOrigins } from './origins.js';

/** Which other origins may read the stream. Without it, only pages of the app's own origin can. */
export interface CorsOptions {
  /** Origins, each like `https://app.example.com`. There is no wildcard. */
  origins: readonly string[];
  /** Whether browsers may send cookies along. Default false. */
  credentials?: boolean | undefined;
}

/** What `cors` means for the answers to requests. */
export interface Cors {
  readonly origins: ReadonlySet<string>;
  /** Headers for every answer to a request of that origin. */
  headersFor(origin: string | null | undefined): Record<string, string>;
  /** Headers for the answer to a preflight of that origin. */
  preflightFor(origin: string | null | undefined): Record<string, string>;
}

/**
 * The origin is looked up, never reflected; and named, never `*`, which browsers refuse with
 * credentials.
 * @throws InvalidArgumentError `ERR_SSECAST_INVALID_OPTION`
 * @see https://fetch.spec.whatwg.org/#http-cors-protocol
 */
export function createCors(options: CorsOptions | undefined): Cors {
  const origins = toOrigins('cors.origins', options === undefined ? [] : options.origins);
  const headersFor = (origin: string | null | undefined): Record<string, string> => {
    if (!origin || !origins.has(origin)) return {};
    return {
      'Access-Control-Allow-Origin': origin,
      // How long to stay away, and whose stream it is: browsers hide both from pages of other origins.
      'Access-Control-Expose-Headers': 'Retry-After, X-SSECast-Identity',
      ...(options?.credentials ? { 'Access-Control-Allow-Credentials': 'true' } : undefined),
    };
  };
  return {
    origins,
    headersFor,
    preflightFor: (origin) => ({
      ...headersFor(origin),
      ...(origin && origins.has(origin)
        ? {
            'Access-Control-Allow-Methods': 'GET, HEAD, POST',
            'Access-Control-Allow-Headers':
              'Authorization, Cache-Control, Content-Type, Last-Event-ID',
            'Access-Control-Max-Age': '600',
          }
        : undefined),
    }),
  };
}
