import { toOrigins } from './origins.js';

/** Other origins whose pages may read the stream. Without it, only pages of the application's origin can. */
export interface CorsOptions {
  /** Origins, each like `https://app.example.com`. There is no wildcard. */
  origins: readonly string[];
  /** Whether browsers may send cookies. Default false. */
  credentials?: boolean | undefined;
}

/** The headers of CORS for answers. */
export interface Cors {
  readonly origins: ReadonlySet<string>;
  /** Headers for every answer to a request of that origin. */
  headersFor(origin: string | null | undefined): Record<string, string>;
  /** Headers for the answer to a preflight of that origin. */
  preflightFor(origin: string | null | undefined): Record<string, string>;
}

/**
 * The origin of a request is looked up, never reflected. The answer names it, and never `*`, which
 * browsers refuse with credentials.
 * @throws InvalidArgumentError `ERR_SSECAST_INVALID_OPTION`
 * @see https://fetch.spec.whatwg.org/#http-cors-protocol
 */
export function createCors(options: CorsOptions | undefined): Cors {
  const origins = toOrigins('cors.origins', options === undefined ? [] : options.origins);
  const headersFor = (origin: string | null | undefined): Record<string, string> => {
    if (!origin || !origins.has(origin)) return {};
    return {
      'Access-Control-Allow-Origin': origin,
      // Browsers hide other headers from pages of other origins.
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
